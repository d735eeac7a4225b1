# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Walks a TorchScript graph.

Attributes, lists, tuples, branches and counted loops are evaluated here; see `walk`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import torch

from tpuc.errors import TpucError
from tpuc.frontend.torch_import.call import Call
from tpuc.frontend.torch_import.walk import PYTHON_OPS, Input, Visitor, last_reads

_MAX_ITERATIONS = 10_000


class ScriptNetwork:
    """A module whose inlined graph can be walked over.

    Raises TpucError if an input is no tensor.
    """

    framework = "TorchScript"

    def __init__(self, module: torch.jit.ScriptModule) -> None:
        self._module = module
        values = list(module.inlined_graph.inputs())[1:]
        for value in values:
            if value.type().kind() != "TensorType":
                raise TpucError(f"input {value.debugName()} is a {value.type()}, not a tensor")
        self.inputs: Sequence[Input] = [Input(value.debugName()) for value in values]

    def run(self, visitor: Visitor, inputs: Sequence[Any]) -> Any:
        """The results of the network for `inputs`."""
        return _Run(self._module, visitor).run(inputs)

    def unreached(self, visited: Collection[str]) -> Iterator[Call]:
        """The operators on tensors in all blocks whose results have no name in `visited`."""
        graph = self._module.inlined_graph
        tainted = {value.name for value in self.inputs}
        yield from _unreached(graph, visited, tainted)


def _unreached(block: Any, visited: Collection[str], tainted: set[str]) -> Iterator[Call]:
    for node in block.nodes():
        outputs = [value.debugName() for value in node.outputs()]
        reads = any(value.debugName() in tainted for value in node.inputs())
        for inner in node.blocks():
            places = zip(inner.inputs(), list(node.inputs())[1:], strict=False)
            tainted.update(p.debugName() for p, value in places if value.debugName() in tainted)
            yield from _unreached(inner, visited, tainted)
            reads = reads or any(value.debugName() in tainted for value in inner.outputs())
        if not reads:
            continue
        results = [value.debugName() for value in node.outputs() if _holds_tensors(value)]
        tainted.update(results)
        is_operator = node.kind() not in PYTHON_OPS and not node.kind().startswith("prim::")
        if is_operator and results and not any(name in visited for name in outputs):
            yield _call(node)


def _holds_tensors(value: Any) -> bool:
    return "Tensor" in str(value.type())


class _Run:
    """One walk over a graph."""

    def __init__(self, module: torch.jit.ScriptModule, visitor: Visitor) -> None:
        self._module = module
        self._graph = module.inlined_graph
        self._visitor = visitor
        self._values: dict[str, Any] = {}

    def run(self, inputs: Sequence[Any]) -> Any:
        self_value, *input_values = self._graph.inputs()
        self._set(self_value, _Module("", self._module))
        for value, item in zip(input_values, inputs, strict=True):
            self._set(value, item)
        nodes = list(self._graph.nodes())
        kept = {value.debugName() for value in self._graph.outputs()}
        done = last_reads((_reads(node) for node in nodes), kept)
        for step, node in enumerate(nodes):
            self._visit(node)
            for name in done.get(step, ()):
                self._values.pop(name, None)
        results = [self._get(value) for value in self._graph.outputs()]
        return results[0] if len(results) == 1 else tuple(results)

    # ----- the walk

    def _run_block(self, block: Any) -> None:
        for node in block.nodes():
            self._visit(node)

    def _visit(self, node: torch.Node) -> None:
        kind = node.kind()
        special = getattr(self, "_visit_" + kind.replace("prim::", ""), None)
        if kind.startswith("prim::") and special is not None:
            special(node)
            return
        arguments = [self._get(value) for value in node.inputs()]
        visitor = self._visitor
        if kind in PYTHON_OPS and not (kind == "aten::len" and visitor.is_tensor(arguments[0])):
            result = PYTHON_OPS[kind](*arguments)
            if node.outputsSize():
                self._set(node.output(), result)
            return
        results = visitor.call(_call(node), arguments)
        outputs = list(node.outputs())
        if len(outputs) == 1:
            self._set(outputs[0], results)
        elif outputs:
            for value, result in zip(outputs, results, strict=True):
                self._set(value, result)

    def _visit_Constant(self, node: torch.Node) -> None:
        item = node.output().toIValue()
        if isinstance(item, torch.Tensor):
            self._visitor.constant(node.output().debugName(), item)
        self._set(node.output(), item)

    def _visit_GetAttr(self, node: torch.Node) -> None:
        owner = self._get(next(iter(node.inputs())))
        name = node.s("name")
        path = f"{owner.path}.{name}" if owner.path else name
        item = getattr(owner.module, name)
        if isinstance(item, torch.jit.ScriptModule):
            item = _Module(path, item)
        elif isinstance(item, torch.Tensor):
            self._visitor.constant(path, item)
        self._set(node.output(), item)

    def _visit_ListConstruct(self, node: torch.Node) -> None:
        self._set(node.output(), [self._get(value) for value in node.inputs()])

    def _visit_TupleConstruct(self, node: torch.Node) -> None:
        self._set(node.output(), tuple(self._get(value) for value in node.inputs()))

    def _visit_DictConstruct(self, node: torch.Node) -> None:
        items = [self._get(value) for value in node.inputs()]
        self._set(node.output(), dict(zip(items[::2], items[1::2], strict=True)))

    def _visit_ListUnpack(self, node: torch.Node) -> None:
        items = self._get(next(iter(node.inputs())))
        for value, item in zip(node.outputs(), items, strict=True):
            self._set(value, item)

    _visit_TupleUnpack = _visit_ListUnpack

    def _visit_If(self, node: torch.Node) -> None:
        condition = self._get(next(iter(node.inputs())))
        if not isinstance(condition, bool | int):
            raise TpucError(f"{_title(node)}: a branch that depends on the data is not supported")
        block = list(node.blocks())[0 if condition else 1]
        self._run_block(block)
        for value, result in zip(node.outputs(), block.outputs(), strict=True):
            self._set(value, self._get(result))

    def _visit_Loop(self, node: torch.Node) -> None:
        limit, going, *carried = [self._get(value) for value in node.inputs()]
        (block,) = node.blocks()
        index, *places = block.inputs()
        for i in range(min(limit, _MAX_ITERATIONS + 1)):
            if i == _MAX_ITERATIONS:
                raise TpucError(f"{_title(node)}: more than {_MAX_ITERATIONS} turns of a loop")
            if not isinstance(going, bool | int):
                raise TpucError(f"{_title(node)}: a loop that depends on the data is not supported")
            if not going:
                break
            self._set(index, i)
            for place, item in zip(places, carried, strict=True):
                self._set(place, item)
            self._run_block(block)
            going, *carried = [self._get(value) for value in block.outputs()]
        for value, item in zip(node.outputs(), carried, strict=True):
            self._set(value, item)

    def _visit_RaiseException(self, node: torch.Node) -> None:
        message = self._get(next(iter(node.inputs())))
        raise TpucError(f"the network refuses this input: {message}")

    def _get(self, value: Any) -> Any:
        return self._values[value.debugName()]

    def _set(self, value: Any, item: Any) -> None:
        self._values[value.debugName()] = item
        self._visitor.define(value.debugName(), item)


class _Module:
    """A submodule and its path from the root."""

    def __init__(self, path: str, module: torch.jit.ScriptModule) -> None:
        self.path = path
        self.module = module


def _call(node: torch.Node) -> Call:
    names = [value.debugName() for value in node.outputs()]
    is_list = len(names) == 1 and str(node.output().type().kind()) == "ListType"
    if is_list:
        uses = node.output().uses()
        if len(uses) == 1 and uses[0].user.kind() == "prim::ListUnpack":
            names = [value.debugName() for value in uses[0].user.outputs()]
    overload = ""
    if node.schema() != "(no schema)":
        overload = torch._C.parse_schema(node.schema()).overload_name
    return Call(node.kind(), overload, names, names, is_list)


def _reads(node: torch.Node) -> Iterator[str]:
    """The names of what a node reads, and of all in its blocks."""
    yield from (value.debugName() for value in node.inputs())
    for block in node.blocks():
        for inner in block.nodes():
            yield from _reads(inner)
        yield from (value.debugName() for value in block.outputs())


def _title(node: torch.Node) -> str:
    names = [value.debugName() for value in node.outputs()]
    return f"node {names[0] if names else '?'} ({node.kind()})"
