# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The page "Add a front-end operator" works as it says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx_cases
import pytest

from tpuc.frontend.onnx_import import importer, ops_activation, registry

PAGE = Path(__file__).parents[2] / "docs" / "add_frontend_op.md"


def _blocks() -> list[str]:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)
    return [re.sub(r"^   ", "", block, flags=re.M) for block in blocks]


def test_every_quirk_is_marked_in_the_code():
    root = PAGE.parents[1]
    quirks = re.findall(r"^\| (Q\d+) \|", (root / "docs/quirks.md").read_text(), re.M)
    sources = [path for folder in ("lib", "include") for path in (root / folder).rglob("*.[ch]*")]
    marked = set(re.findall(r"Quirk (Q\d+)", "".join(path.read_text() for path in sources)))
    assert marked == set(quirks)


def test_every_page_is_in_the_index():
    docs = PAGE.parent
    index = (docs / "index.md").read_text()
    assert [page.name for page in docs.glob("*.md") if f"]({page.name})" not in index] == [
        "index.md"
    ]


def test_onnx_example_converts(monkeypatch, run_graph):
    case_line = next(block for block in _blocks() if block.startswith("Case("))
    (case,) = eval(f"[{case_line}]", vars(onnx_cases))
    monkeypatch.delitem(registry.CONVERTERS, case.op)
    # Without a converter it is imported as ONNX defines it.
    assert case.op not in [node.op for node in importer.import_onnx(case.model()).nodes.values()]
    code = next(block for block in _blocks() if block.startswith("@onnx_op"))
    exec(code, dict(vars(ops_activation)))
    graph = importer.import_onnx(case.model())
    feeds = case.feeds()
    (result,) = run_graph(graph, feeds).values()
    x = feeds["x0"]
    np.testing.assert_allclose(result, np.where(x >= 0, x, np.float32(0.3) * x), rtol=1e-6)


def test_torchscript_example_converts(monkeypatch):
    pytest.importorskip("torch")
    import torch_cases

    from tpuc.frontend.torch_import import ops_activation as torch_ops
    from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs
    from tpuc.frontend.torch_import.registry import CONVERTERS
    from tpuc.frontend.torch_import.script import ScriptNetwork

    case = next(case for case in torch_cases.ALL if case.name == "leakyrelu")
    monkeypatch.delitem(CONVERTERS, "leaky_relu")
    code = next(block for block in _blocks() if block.startswith("@aten_op"))
    exec(code, dict(vars(torch_ops)))
    network = ScriptNetwork(case.module())
    (node,) = import_torch(network, pinned_inputs(network, case.shapes)).nodes.values()
    assert (node.op, node.attrs) == ("LeakyRelu", {"alpha": 0.2})
