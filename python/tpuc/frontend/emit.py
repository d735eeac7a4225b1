# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From a `Graph` to a module of the top dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tpuc.errors import TpucError
from tpuc.frontend.graph import Array, Graph, Node, Shape
from tpuc.mlir import ir
from tpuc.mlir.dialects import func, top
from tpuc.preprocess import Preprocess


def emit_module(
    graph: Graph, preprocess: Mapping[str, Preprocess], context: ir.Context
) -> ir.Module:
    """Builds `func.func @main` of a graph; the layers are the locations of its ops.

    `preprocess` gives the values of the inputs that are images.
    """
    with context, ir.Location.unknown():
        module = ir.Module.create()
        arguments = [_tensor_type(value.shape) for value in graph.inputs]
        with ir.InsertionPoint(module.body):
            function = func.FuncOp("main", (arguments, []))
        with ir.InsertionPoint(function.add_entry_block()):
            results = _Emitter(graph).emit(function, preprocess)
            func.ReturnOp(results)
        types = ir.FunctionType.get(arguments, [result.type for result in results])
        function.attributes["function_type"] = ir.TypeAttr.get(types)
        try:
            module.operation.verify()
        except ir.MLIRError as error:
            reasons = [str(diagnostic.message) for diagnostic in error.error_diagnostics]
            raise TpucError(f"the network is refused: {' '.join(reasons)}") from error
        return module


class _Emitter:
    """Emits into the current insertion point."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._values: dict[str, ir.Value] = {}

    def emit(self, function: func.FuncOp, preprocess: Mapping[str, Preprocess]) -> list[ir.Value]:
        for value, argument in zip(self._graph.inputs, function.arguments, strict=True):
            attributes = preprocess[value.name].attributes() if value.name in preprocess else {}
            op = top.InputOp(argument, **attributes, loc=_location(value.name))
            self._values[value.name] = op.output
        for node in self._graph.nodes.values():
            self._values[node.name] = self._op(node)
        return [self._value(name) for name in self._graph.outputs]

    def _op(self, node: Node) -> ir.Value:
        operands: dict[str, Any] = {
            key: self._value(name) if isinstance(name, str) else [self._value(n) for n in name]
            for key, name in node.operands.items()
        }
        builder = getattr(top, node.op + "Op")
        try:
            op = builder(**operands, **node.attrs, loc=_location(node.name))
        except (ir.MLIRError, ValueError, TypeError) as error:
            reason = " ".join(str(error).split())
            if isinstance(error, TypeError):  # what the bindings say of a number beyond 64 bits
                reason = "one of its sizes or attributes is out of range"
            raise TpucError(f"layer {node.name} (top.{node.op}) is refused: {reason}") from error
        shape = tuple(op.output.type.shape)
        if node.shape is not None and shape != tuple(node.shape):
            raise TpucError(
                f"layer {node.name} (top.{node.op}) comes out as {list(shape)}, the framework "
                f"says {list(node.shape)}: please report this"
            )
        return op.output

    def _value(self, name: str) -> ir.Value:
        """A layer's result; a weight is emitted where it is first read."""
        if name not in self._values:
            self._values[name] = _weight(name, self._graph.weights[name])
        return self._values[name]


def _weight(name: str, data: Array) -> ir.Value:
    kind = _tensor_type(data.shape)
    array = np.ascontiguousarray(data, np.float32)
    blob = ir.DenseResourceElementsAttr.get_from_buffer(array, name, kind)
    return top.WeightOp(kind, blob, loc=_location(name)).output


def _tensor_type(shape: Shape) -> ir.Type:
    return ir.RankedTensorType.get(shape, ir.F32Type.get())


def _location(name: str) -> ir.Location:
    return ir.Location.name(name)
