# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From a TorchScript module to a `Graph`.

The graph is walked once with tensors that have a shape and no data. Operators on constants are
evaluated by torch, operators on network values are handed to their converters, and torch's own
kernels for tensors without data say which shape comes out.

In-place operators are followed through every name of the tensor itself, not through views of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from tpuc.errors import TpucError
from tpuc.frontend.graph import Constant, Graph, GraphBuilder, Operand, Shape, Unsupported, Value
from tpuc.frontend.torch_import import (  # noqa: F401  (registers the converters)
    ops_activation,
    ops_conv,
    ops_eltwise,
    ops_norm,
    ops_shape,
)
from tpuc.frontend.torch_import.registry import CONVERTERS, TorchNode
from tpuc.frontend.torch_import.runner import GraphRunner, execute, tensors_in, title

#: Operators whose result has the shape of their input and nothing of its data.
_SHAPE_ONLY = {
    *("zeros_like", "ones_like", "full_like", "empty_like"),
    *("new_zeros", "new_ones", "new_full", "new_empty"),
}
#: Operators that mean the same for integers held as floats.
_MOVES = {
    *("view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "slice"),
    *("select", "cat", "stack", "expand", "repeat", "split", "chunk", "contiguous", "clone"),
}


class _DataDependent(TpucError):
    """What the network does depends on the elements of its input."""


@dataclass(eq=False)
class _Symbol:
    """A tensor of the network. In-place operators change it, for every name that it has."""

    operand: Operand
    meta: torch.Tensor | None


def import_torchscript(
    module: torch.jit.ScriptModule,
    input_shapes: Sequence[Sequence[int]] | None,
    output_names: Sequence[str] = (),
) -> Graph:
    """Imports a module, cut at `output_names` (debug names of values) if there are any."""
    inputs = list(module.inlined_graph.inputs())[1:]
    names = ", ".join(value.debugName() for value in inputs)
    for value in inputs:
        if value.type().kind() != "TensorType":
            raise TpucError(f"input {value.debugName()} is a {value.type()}, not a tensor")
    if input_shapes is None:
        raise TpucError(
            f"a TorchScript file does not say the shapes of its inputs ({names}): "
            "give them with --input_shapes"
        )
    if len(input_shapes) != len(inputs):
        raise TpucError(
            f"--input_shapes has {len(input_shapes)} shapes for {len(inputs)} inputs ({names})"
        )
    return _Importer(module).import_graph(input_shapes, output_names)


class _Importer(GraphRunner):
    def __init__(self, module: torch.jit.ScriptModule) -> None:
        super().__init__(module)
        self._builder = GraphBuilder("TorchScript")
        self._weights: dict[str, Constant] = {}
        #: Constants by the identity of their tensor; holds the tensor, to keep the identity.
        self._constants: dict[int, tuple[torch.Tensor, Constant]] = {}

    def import_graph(
        self, input_shapes: Sequence[Sequence[int]], output_names: Sequence[str]
    ) -> Graph:
        symbols = []
        for value, shape in zip(list(self._graph.inputs())[1:], input_shapes, strict=True):
            operand = self._builder.add_input(value.debugName(), tuple(shape))
            symbols.append(_Symbol(operand, torch.empty(tuple(shape), device="meta")))
        try:
            with torch.no_grad():
                results = tensors_in(self.run(symbols), _Symbol | torch.Tensor)
        except _DataDependent:
            raise
        except TpucError:
            # What went wrong may follow from an unsupported operator's shape: say that first.
            self._builder.refuse_unsupported(self._unvisited())
            raise
        if output_names:
            results = [self._named(name) for name in output_names]
        return self._builder.finish([self._operand(result) for result in results])

    def _unvisited(self) -> dict[str, list[str]]:
        """Operators on the network's values without a converter that the walk did not reach."""
        missing: dict[str, list[str]] = {}
        values = {name for name, item in self._values.items() if not isinstance(item, _Symbol)}
        for node in self._graph.nodes():
            outputs = [value for value in node.outputs() if value.debugName() not in self._values]
            if not outputs or str(outputs[0].type().kind()) != "TensorType":
                continue
            reads = any(
                value.debugName() not in values and str(value.type().kind()) == "TensorType"
                for value in node.inputs()
            )
            op = node.kind().removeprefix("aten::")
            known = (
                op in CONVERTERS or op in _SHAPE_ONLY or (_in_place(op) and op[:-1] in CONVERTERS)
            )
            if reads and not known and not node.kind().startswith("prim::"):
                missing.setdefault(node.kind(), []).append(outputs[0].debugName())
        return missing

    def is_tensor(self, item: Any) -> bool:
        return isinstance(item, _Symbol | torch.Tensor)

    def constant(self, name: str, tensor: torch.Tensor) -> None:
        if name not in self._weights:
            self._weights[name] = Constant(name, tensor.detach().numpy())
        self._constants[id(tensor)] = (tensor, self._weights[name])

    # ----- one operator

    def call(self, node: torch.Node, arguments: list[Any]) -> Any:
        symbols = tensors_in(arguments, _Symbol)
        op = node.kind().removeprefix("aten::")
        if not symbols:
            return self._evaluate(node, arguments)
        if any(symbol.meta is None for symbol in symbols):
            return self._place_holders(node, None, symbols)
        metas = self._infer(node, arguments)
        if not tensors_in(metas, torch.Tensor):
            return metas
        if op in _SHAPE_ONLY:
            return self._evaluate(node, [_with_data(item) for item in arguments])
        try:
            results = self._convert(node, op, arguments, tensors_in(metas, torch.Tensor))
        except Unsupported as reason:
            what = f"{node.kind()} with {reason}" if str(reason) else node.kind()
            return self._place_holders(node, what, symbols, metas)
        if _in_place(op):
            symbols[0].operand, symbols[0].meta = results[0].operand, results[0].meta
            return arguments[0]
        return results[0] if node.outputsSize() == 1 and not _is_list(node) else results

    def _convert(
        self, node: torch.Node, op: str, arguments: list[Any], metas: Sequence[torch.Tensor]
    ) -> list[_Symbol]:
        if _in_place(op):
            op = op[:-1]
            if not isinstance(arguments[0], _Symbol):
                raise Unsupported("a constant that is written to")
        converter = CONVERTERS.get(op) if node.kind().startswith("aten::") else None
        if converter is None:
            raise Unsupported
        if op not in _MOVES and not metas[0].dtype.is_floating_point:
            raise Unsupported(f"a result of type {str(metas[0].dtype).removeprefix('torch.')}")
        names = _result_names(node, len(metas))
        outputs = [(name, tuple(meta.shape)) for name, meta in zip(names, metas, strict=True)]
        schema = torch._C.parse_schema(node.schema())
        operands = {
            argument.name: self._operands(item)
            for argument, item in zip(schema.arguments, arguments, strict=True)
        }
        result = converter(TorchNode(self._builder, op, operands, outputs))
        results = [result] if isinstance(result, Value | Constant) else list(result)
        for name, operand in zip(names, results, strict=False):
            if isinstance(operand, Value) and operand.name == name:
                self._builder.set_source(operand, name)
        symbols = [_Symbol(o, meta) for o, meta in zip(results, metas, strict=False)]
        for name, meta in list(zip(names, metas, strict=True))[len(results) :]:
            what = f"{node.kind()} with a second result"
            symbols.append(
                _Symbol(self._builder.unsupported(what, name, tuple(meta.shape), []), meta)
            )
        return symbols

    def _evaluate(self, node: torch.Node, arguments: list[Any]) -> Any:
        if node.kind() == "prim::CallMethod" or node.schema() == "(no schema)":
            raise TpucError(f"{title(node)} is not supported")
        try:
            result = execute(node, arguments)
        except (RuntimeError, TypeError, IndexError) as error:
            raise TpucError(f"{title(node)} cannot be evaluated: {_first_line(error)}") from error
        tensors = tensors_in(result, torch.Tensor)
        for name, tensor in zip(_result_names(node, len(tensors)), tensors, strict=True):
            self._constants.setdefault(id(tensor), (tensor, Constant(name, tensor.numpy())))
        return result

    def _infer(self, node: torch.Node, arguments: list[Any]) -> Any:
        """The result of an operator on tensors without data: shapes, sizes, types."""
        if node.schema() == "(no schema)":
            raise TpucError(f"{title(node)} is not supported")
        try:
            return execute(node, [_without_data(item) for item in arguments])
        except (RuntimeError, NotImplementedError):
            pass  # no kernel for tensors without data, or a real mistake: see with zeros
        try:
            result = execute(node, [_with_data(item) for item in arguments])
        except (RuntimeError, TypeError, IndexError) as error:
            raise TpucError(
                f"{title(node)} does not fit its inputs: {_first_line(error)}"
            ) from error
        if not tensors_in(result, torch.Tensor):
            raise _DataDependent(f"{title(node)} reads the data of a tensor: not supported")
        return result

    def _place_holders(
        self, node: torch.Node, what: str | None, inputs: list[_Symbol], metas: Any = None
    ) -> Any:
        operands = [symbol.operand for symbol in inputs]
        known = tensors_in(metas, torch.Tensor)
        names = _result_names(node, len(known) or node.outputsSize())
        symbols = []
        for i, name in enumerate(names):
            meta = known[i] if i < len(known) else None
            shape: Shape | None = None if meta is None else tuple(meta.shape)
            symbols.append(_Symbol(self._builder.unsupported(what, name, shape, operands), meta))
        return symbols if _is_list(node) or node.outputsSize() != 1 else symbols[0]

    # ----- operands

    def _operands(self, item: Any) -> Any:
        if self.is_tensor(item):
            return self._operand(item)
        if isinstance(item, list | tuple):
            return [self._operands(part) for part in item]
        return item

    def _operand(self, item: Any) -> Operand:
        return item.operand if isinstance(item, _Symbol) else self._constants[id(item)][1]

    def _named(self, name: str) -> _Symbol:
        symbol = self._values.get(name)
        if isinstance(symbol, _Symbol):
            return symbol
        raise TpucError(f"--output_names: the network computes no tensor {name}")


def _in_place(op: str) -> bool:
    return op.endswith("_") and not op.endswith("__")


def _is_list(node: torch.Node) -> bool:
    return node.outputsSize() == 1 and str(node.output().type().kind()) == "ListType"


def _result_names(node: torch.Node, count: int) -> list[str]:
    """The names of a node's tensors: those of the outputs, or of what a list is unpacked to."""
    names = [value.debugName() for value in node.outputs()]
    if not _is_list(node):
        return names[:count]
    uses = node.output().uses()
    if len(uses) == 1 and uses[0].user.kind() == "prim::ListUnpack":
        return [value.debugName() for value in uses[0].user.outputs()]
    return [f"{names[0]}_{i}" for i in range(count)]


def _without_data(item: Any) -> Any:
    if isinstance(item, _Symbol):
        return item.meta
    if isinstance(item, torch.Tensor):
        # Numbers wrapped in tensors keep their value: some kernels read it.
        return item if item.dim() == 0 else item.to("meta")
    if isinstance(item, list | tuple):
        return type(item)(_without_data(part) for part in item)
    return item


def _with_data(item: Any) -> Any:
    if isinstance(item, _Symbol):
        assert item.meta is not None
        return torch.zeros(item.meta.shape, dtype=item.meta.dtype)
    if isinstance(item, list | tuple):
        return type(item)(_with_data(part) for part in item)
    return item


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
