# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The page "Add an operator" is the code's, and no operator misses one of its places."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import numpy as np
import onnx_cases
import pytest

from tpuc.errors import TpucError
from tpuc.frontend.onnx_import import importer, ops_activation, registry
from tpuc.frontend.patterns import fuse_patterns

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "add_an_op.md"
#: Ops that are no layers, or that top-optimize replaces before lowering.
_NO_LAYERS = {"Input", "Weight"}
_REWRITTEN = {"BatchNorm"}
#: Ops that only canonicalization or fusing makes of others.
_NOT_IMPORTED = _NO_LAYERS


def _snippets() -> list[tuple[str, str]]:
    """The fenced blocks of the page that name a file: its path, its code without indentation."""
    found = re.findall(r"^ *`([\w/.]+)`\n( *)```\w+\n(.*?)```", PAGE.read_text(), re.S | re.M)
    return [(path, re.sub(f"^{indent}", "", code, flags=re.M)) for path, indent, code in found]


def _snippet(path: str) -> str:
    (code,) = [code for name, code in _snippets() if name == path]
    return code


def test_the_page_shows_the_code():
    snippets = _snippets()
    assert len(snippets) >= 7
    for path, code in snippets:
        text = (ROOT / path).read_text()
        for line in code.strip().splitlines():
            assert line.strip() in text, f"{path} does not have: {line.strip()}"


def test_the_onnx_entry_converts(monkeypatch, run_graph):
    (case,) = eval(f"[{_snippet('test/pytest/onnx_cases.py')}]", vars(onnx_cases))
    monkeypatch.delitem(registry.CONVERTERS, case.op)
    # Without a converter it is imported as ONNX defines it.
    assert case.op not in [node.op for node in importer.import_onnx(case.model()).nodes.values()]
    code = _snippet("python/tpuc/frontend/onnx_import/ops_activation.py")
    exec(code, dict(vars(ops_activation)))
    graph = importer.import_onnx(case.model())
    feeds = case.feeds()
    (result,) = run_graph(graph, feeds).values()
    x = feeds["x0"]
    np.testing.assert_array_equal(result, np.where(x > np.float32(0.3), x, 0))


def test_the_aten_entry_converts(monkeypatch):
    pytest.importorskip("torch")
    import torch_cases

    from tpuc.frontend.torch_import import ops_activation as torch_ops
    from tpuc.frontend.torch_import.registry import CONVERTERS

    case = next(case for case in torch_cases.ALL if case.name == "leakyrelu")
    monkeypatch.delitem(CONVERTERS, "leaky_relu")
    code = _snippet("python/tpuc/frontend/torch_import/ops_activation.py")
    exec(code, dict(vars(torch_ops)))
    (node,) = _import_torch(case).nodes.values()
    assert (node.op, node.attrs) == ("LeakyRelu", {"alpha": 0.2})


def _import_torch(case):
    from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs
    from tpuc.frontend.torch_import.script import ScriptNetwork

    network = ScriptNetwork(case.module())
    return import_torch(network, pinned_inputs(network, case.shapes, case.types))


# ----- the places


def _ops(dialect: str) -> list[str]:
    """The ops of a dialect, without its name."""
    module = importlib.import_module(f"tpuc.mlir.dialects.{dialect}")
    names = {getattr(value, "OPERATION_NAME", "") for value in vars(module).values()}
    return sorted(name.removeprefix(f"{dialect}.") for name in names if name.startswith(dialect))


@cache
def _texts(pattern: str) -> str:
    return "\n".join(path.read_text() for path in sorted(ROOT.glob(pattern)))


@cache
def _imported_onnx() -> frozenset[str]:
    """The ops that the ONNX cases become, recognized patterns among them."""
    ops: set[str] = set()
    for _, case in onnx_cases.ALL:
        graph = importer.import_onnx(case.model())
        ops.update(node.op for node in graph.nodes.values())
        fuse_patterns(graph)
        ops.update(node.op for node in graph.nodes.values())
    return frozenset(ops)


@cache
def _imported_torch() -> frozenset[str]:
    """The ops that the TorchScript cases become; none where torch is absent."""
    if importlib.util.find_spec("torch") is None:
        return frozenset()
    import torch_cases

    ops: set[str] = set()
    for case in torch_cases.ALL:
        try:
            graph = _import_torch(case)
        except TpucError:
            continue
        ops.update(node.op for node in graph.nodes.values())
        fuse_patterns(graph)
        ops.update(node.op for node in graph.nodes.values())
    return frozenset(ops)


def _missing(op: str) -> list[str]:
    """The places of the page that an op of the top dialect is missing from."""
    from tpuc.runtime import can_execute

    places = {
        "a step of the executor (lib/Runtime/Ops)": can_execute(f"top.{op}"),
        f"test/Execution/Top/{op}.mlir": (ROOT / f"test/Execution/Top/{op}.mlir").exists(),
        "a round trip in test/Dialect/Top": f"top.{op}" in _texts("test/Dialect/Top/*.mlir"),
    }
    if op not in _NO_LAYERS | _REWRITTEN:
        places["a row in Registry.cpp (and docs/operators.md)"] = f"\n| {op} |" in _texts(
            "docs/operators.md"
        )
    if op not in _NOT_IMPORTED:
        places["an importer entry with a case (onnx_cases.py, torch_cases.py)"] = (
            op in _imported_onnx() or op in _imported_torch()
        )
    return [place for place, is_there in places.items() if not is_there]


@pytest.mark.parametrize("op", _ops("top") if importlib.util.find_spec("tpuc.mlir") else [])
def test_no_place_is_forgotten(op):
    missing = _missing(op)
    if importlib.util.find_spec("torch") is None:
        missing = [place for place in missing if "importer entry" not in place]
    assert not missing, f"top.{op} misses {missing}: see docs/add_an_op.md"


def test_an_unknown_op_misses_every_place():
    assert len(_missing("NoSuchOp")) == 5
