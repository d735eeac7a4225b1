# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every operator that TPU-MLIR imports is imported, or refused for a reason that the page gives."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from spec_cases import SHARED

from tpuc.frontend.onnx_import import importer  # noqa: F401  (registers the converters)
from tpuc.frontend.onnx_import.registry import CONVERTERS, REFUSED

PAGE = Path(__file__).parents[2] / "docs" / "onnx_operators.md"
#: ONNX operators that read no tensor of the network but its shape: they are evaluated at import.
_EVALUATED_ONNX = {"Constant", "ConstantOfShape", "Range", "Shape"}
#: The same of TorchScript; `test_operators_on_sizes_are_evaluated` has all of them.
_EVALUATED_TORCH = {
    *("aten::Int", "aten::ScalarImplicit", "aten::arange", "aten::empty"),
    *("aten::is_floating_point", "aten::ones", "aten::size", "aten::zeros"),
    *("prim::Constant", "prim::GetAttr", "prim::If", "prim::ListConstruct", "prim::NumToTensor"),
    *("prim::DictConstruct", "prim::ListUnpack", "prim::TupleConstruct", "prim::TupleUnpack"),
}


def _peer_names(title: str) -> list[str]:
    """The names below a heading of the list of TPU-MLIR's operators."""
    path = SHARED / "notes" / "peer_ops.md"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    section = path.read_text().split(f"## {title}")[1].partition("\n")[2]
    return section.partition("##")[0].split()


def test_onnx_operators_of_the_peer():
    names = set(_peer_names("ONNX"))
    assert len(names) == 129
    assert names - CONVERTERS.keys() - _EVALUATED_ONNX <= REFUSED.keys()


def test_refused_operators_are_on_the_page():
    assert not CONVERTERS.keys() & REFUSED.keys()
    text = PAGE.read_text()
    missing = [name for name, reason in REFUSED.items() if f"- {name}: {reason}" not in text]
    assert not missing, "run TPUC_UPDATE_DOCS=1 pytest test_onnx_conformance.py"


def test_torch_operators_of_the_peer():
    pytest.importorskip("torch")
    from tpuc.frontend.torch_import.importer import _SHAPE_ONLY
    from tpuc.frontend.torch_import.registry import CONVERTERS as ATEN

    names = set(_peer_names("TorchScript"))
    assert len(names) == 172
    rest = {name for name in names - _EVALUATED_TORCH if name not in ATEN}
    rest = {name.removeprefix("aten::").removesuffix("_") for name in rest}
    assert rest - ATEN.keys() <= _SHAPE_ONLY


def test_operators_on_sizes_are_evaluated(run_graph):
    torch = pytest.importorskip("torch")
    from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs
    from tpuc.frontend.torch_import.script import ScriptNetwork

    class Inner(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.factor = torch.nn.Parameter(torch.tensor(2.0))

        def forward(self, x: torch.Tensor, n: int) -> dict[str, torch.Tensor]:
            x = x + torch.arange(n) * self.factor + torch.ones(n) + torch.zeros(n)
            if x.is_floating_point():
                x = x * torch.empty(n).fill_(3.0)
            return {"result": x}

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = torch.jit.script(Inner())

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            result = self.inner(x, x.shape[1])["result"] + torch.full((1,), x.shape[0])
            left, right = result.reshape(x.shape[0] * 4).chunk(2)
            return left, right

    x = torch.arange(8.0).reshape(2, 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = torch.jit.trace(Net().eval(), x)
    network = ScriptNetwork(module)
    graph = import_torch(network, pinned_inputs(network, [(2, 4)]))
    results = run_graph(graph, {graph.inputs[0].name: x.numpy()})
    for name, expected in zip(graph.outputs, module(x), strict=True):
        np.testing.assert_array_equal(results[name], expected.detach().numpy())
    kinds = {node.kind() for node in _all_nodes(module.inlined_graph)}
    # Torch itself takes tuples apart that are made inside of a network.
    assert kinds >= _EVALUATED_TORCH - {"prim::TupleUnpack"}


def _all_nodes(graph):
    for node in graph.nodes():
        yield node
        for block in node.blocks():
            yield from _all_nodes(block)
