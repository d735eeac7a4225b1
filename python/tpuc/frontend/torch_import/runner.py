# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Walks a TorchScript graph and hands every operator to a subclass.

The walk evaluates what surrounds the operators (attributes, lists, tuples, branches, counted
loops and arithmetic on sizes), so that a subclass only sees operators with their arguments. The
importer runs it on tensors without data, the reference on real ones.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import torch

from tpuc.errors import TpucError

_MAX_ITERATIONS = 10_000

#: Operators on Python values that the dispatcher has no typed form of.
_PYTHON_OPS: dict[str, Callable[..., Any]] = {
    "aten::__getitem__": operator.getitem,
    "aten::__contains__": operator.contains,
    "aten::__is__": operator.is_,
    "aten::__isnot__": operator.is_not,
    "aten::__not__": operator.not_,
    "aten::__range_length": lambda start, stop, step: len(range(start, stop, step)),
    "aten::__derive_index": lambda index, start, step: start + index * step,
    "aten::append": lambda items, item: items.append(item) or items,
    "aten::len": len,
    "aten::list": list,
    "aten::format": lambda text, *items: text.format(*items),
    "aten::warn": lambda *_: None,
    "prim::Print": lambda *_: None,
    "prim::TupleIndex": operator.getitem,
    "prim::unchecked_cast": lambda item: item,
    "prim::Uninitialized": lambda: None,
    "prim::min": min,
    "prim::max": max,
}


class GraphRunner:
    """Evaluates the inlined graph of a module; subclasses say what an operator does."""

    def __init__(self, module: torch.jit.ScriptModule) -> None:
        self._module = module
        self._graph = module.inlined_graph
        self._values: dict[str, Any] = {}

    def call(self, node: torch.Node, arguments: list[Any]) -> Any:
        """The results of an operator: one value, or a tuple of as many as the node has."""
        raise NotImplementedError

    def constant(self, name: str, tensor: torch.Tensor) -> None:
        """Is shown every tensor that the module holds, with its path in the module."""

    def run(self, inputs: Sequence[Any]) -> Any:
        """The results of the network for `inputs`."""
        self_value, *input_values = self._graph.inputs()
        self._set(self_value, _Module("", self._module))
        for value, item in zip(input_values, inputs, strict=True):
            self._set(value, item)
        self._run_block(self._graph)
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
        if kind in _PYTHON_OPS and not (kind == "aten::len" and self.is_tensor(arguments[0])):
            result = _PYTHON_OPS[kind](*arguments)
            if node.outputsSize():
                self._set(node.output(), result)
            return
        results = self.call(node, arguments)
        outputs = list(node.outputs())
        if len(outputs) == 1:
            self._set(outputs[0], results)
        elif outputs:
            for value, result in zip(outputs, results, strict=True):
                self._set(value, result)

    def is_tensor(self, item: Any) -> bool:
        """Whether a value stands for one tensor."""
        return isinstance(item, torch.Tensor)

    def _visit_Constant(self, node: torch.Node) -> None:
        item = node.output().toIValue()
        if isinstance(item, torch.Tensor):
            self.constant(node.output().debugName(), item)
        self._set(node.output(), item)

    def _visit_GetAttr(self, node: torch.Node) -> None:
        owner = self._get(next(iter(node.inputs())))
        name = node.s("name")
        path = f"{owner.path}.{name}" if owner.path else name
        item = getattr(owner.module, name)
        if isinstance(item, torch.jit.ScriptModule):
            item = _Module(path, item)
        elif isinstance(item, torch.Tensor):
            self.constant(path, item)
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
            raise TpucError(f"{title(node)}: a branch that depends on the data is not supported")
        block = list(node.blocks())[0 if condition else 1]
        self._run_block(block)
        for value, result in zip(node.outputs(), block.outputs(), strict=True):
            self._set(value, self._get(result))

    def _visit_Loop(self, node: torch.Node) -> None:
        limit, going, *carried = [self._get(value) for value in node.inputs()]
        (block,) = node.blocks()
        index, *places = block.inputs()
        for i in range(min(limit, _MAX_ITERATIONS + 1)):
            if not isinstance(going, bool | int) or i == _MAX_ITERATIONS:
                raise TpucError(f"{title(node)}: a loop that depends on the data is not supported")
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


class _Module:
    """A submodule and its path from the root."""

    def __init__(self, path: str, module: torch.jit.ScriptModule) -> None:
        self.path = path
        self.module = module


def execute(node: torch.Node, arguments: Sequence[Any]) -> Any:
    """Runs an operator by torch's own kernel."""
    schema = torch._C.parse_schema(node.schema())
    kernel, _, _ = torch._C._get_operation_overload(schema.name, schema.overload_name)
    pairs = list(zip(schema.arguments, arguments, strict=True))
    keywords = {argument.name: item for argument, item in pairs if argument.kwarg_only}
    return kernel(*(item for argument, item in pairs if not argument.kwarg_only), **keywords)


def title(node: torch.Node) -> str:
    """How messages call a node."""
    names = [value.debugName() for value in node.outputs()]
    return f"node {names[0] if names else '?'} ({node.kind()})"


def tensors_in(item: Any, kind: type) -> list[Any]:
    """The items of type `kind` in nested lists, tuples and dicts, in order."""
    if isinstance(item, kind):
        return [item]
    if isinstance(item, dict):
        item = list(item.values())
    if isinstance(item, list | tuple):
        return [leaf for part in item for leaf in tensors_in(part, kind)]
    return []
