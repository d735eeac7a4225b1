# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX comparisons, logic, casts and what selects elements by place."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op

_COMPARISONS = {
    "Equal": "eq",
    "Less": "lt",
    "LessOrEqual": "le",
    "Greater": "gt",
    "GreaterOrEqual": "ge",
}
_LOGIC = {"And": "and", "Or": "or", "Xor": "xor"}
_BITWISE = {"BitwiseAnd": "bit_and", "BitwiseOr": "bit_or", "BitwiseXor": "bit_xor"}
_SCATTER_MODES = ("none", "add", "mul", "max", "min")


@onnx_op(*_COMPARISONS)
def _compare(node: OnnxNode) -> Value:
    return lowering.compare(node.layer, _COMPARISONS[node.op_type], node.x, node.input(1))


@onnx_op(*_LOGIC)
def _logic(node: OnnxNode) -> Value:
    return lowering.logic(node.layer, _LOGIC[node.op_type], node.x, node.input(1))


@onnx_op("Not")
def _not(node: OnnxNode) -> Value:
    return lowering.logic_not(node.layer, node.x)


@onnx_op(*_BITWISE)
def _bitwise(node: OnnxNode) -> Value:
    return lowering.bitwise(node.layer, _BITWISE[node.op_type], node.x, node.input(1))


@onnx_op("BitwiseNot")
def _bitwise_not(node: OnnxNode) -> Value:
    return lowering.bitwise_not(node.layer, node.x)


@onnx_op("BitShift")
def _bit_shift(node: OnnxNode) -> Value:
    mode = "shift_" + str(node.attr("direction", "")).lower()
    return lowering.bitwise(node.layer, mode, node.x, node.input(1))


@onnx_op("IsNaN")
def _is_nan(node: OnnxNode) -> Value:
    return lowering.compare(node.layer, "ne", node.x, node.x)


@onnx_op("IsInf")
def _is_inf(node: OnnxNode) -> Value:
    signs = [bool(node.attr(f"detect_{sign}", 1)) for sign in ("positive", "negative")]
    if not any(signs):
        raise Unsupported("neither sign to look for")
    return lowering.is_inf(node.layer, node.x, *signs)


@onnx_op("Cast", "CastLike")
def _cast(node: OnnxNode) -> Operand:
    return lowering.cast(node.layer, node.x)


@onnx_op("BitCast")
def _bit_cast(node: OnnxNode) -> Operand:
    return lowering.bit_cast(node.layer, node.x)


@onnx_op("Where")
def _where(node: OnnxNode) -> Value:
    return lowering.where(node.layer, node.x, node.input(1), node.input(2))


@onnx_op("Mod")
def _mod(node: OnnxNode) -> Value:
    return lowering.mod(node.layer, node.x, node.input(1), bool(node.attr("fmod", 0)))


@onnx_op("Trilu")
def _trilu(node: OnnxNode) -> Value:
    k = node.constant(1)
    diagonal = 0 if k is None else int(k.reshape(()))
    return lowering.tri(node.layer, node.x, bool(node.attr("upper", 1)), diagonal)


@onnx_op("OneHot")
def _one_hot(node: OnnxNode) -> Value:
    depth, values = node.constant(1), node.constant(2)
    assert depth is not None and values is not None
    dim = lowering.axis(node.attr("axis", -1), node.x.rank + 1)
    return lowering.one_hot(node.layer, node.x, int(depth.reshape(())), dim, values)


@onnx_op("Hardmax")
def _hardmax(node: OnnxNode) -> Value:
    axis = node.attr("axis", -1 if node.opset >= 13 else 1)
    dim = lowering.axis(axis, node.x.rank)
    if node.opset < 13 and dim != node.x.rank - 1:
        raise Unsupported("several dimensions as one")
    return lowering.hardmax(node.layer, node.x, dim)


@onnx_op("EyeLike")
def _eye_like(node: OnnxNode) -> Operand:
    rows, columns = node.x.shape
    eye = np.eye(rows, columns, node.attr("k", 0), dtype=node.layer.dtype)
    return Constant(node.proto.output[0], eye)


@onnx_op("ArgMax", "ArgMin")
def _arg(node: OnnxNode) -> Value:
    return lowering.arg(
        node.layer,
        node.x,
        node.attr("axis", 0),
        node.op_type[3:].lower(),
        bool(node.attr("keepdims", 1)),
        bool(node.attr("select_last_index", 0)),
    )


@onnx_op("TopK")
def _top_k(node: OnnxNode) -> list[Value]:
    k = node.constant(1)
    count = int(node.attr("k", 1)) if k is None else int(k.reshape(()))
    largest = bool(node.attr("largest", 1))
    return [
        lowering.top_k(layer, node.x, node.attr("axis", -1), count, largest, what)
        for layer, what in zip(node.optional_layers, ("values", "indices"), strict=False)
        if layer is not None
    ]


@onnx_op("CumSum", "CumProd")
def _cumulative(node: OnnxNode) -> Value:
    axis = node.constant(1)
    assert axis is not None
    cumulative = lowering.cum_sum if node.op_type == "CumSum" else lowering.cum_prod
    return cumulative(
        node.layer,
        node.x,
        int(axis.reshape(())),
        bool(node.attr("exclusive", 0)),
        bool(node.attr("reverse", 0)),
    )


@onnx_op("Gather")
def _gather(node: OnnxNode) -> Operand:
    indices = node.input(1)
    dim = lowering.axis(node.attr("axis", 0), node.x.rank)
    if isinstance(indices, Constant) and isinstance(node.x, Value):
        return lowering.gather(node.layer, node.x, dim, indices.data)
    return lowering.gather_at(node.layer, node.x, dim, indices)


@onnx_op("GatherElements")
def _gather_elements(node: OnnxNode) -> Value:
    dim = lowering.axis(node.attr("axis", 0), node.x.rank)
    return node.layer.emit("GatherElements", input=node.x, indices=node.input(1), axis=dim)


@onnx_op("GatherND")
def _gather_nd(node: OnnxNode) -> Value:
    batch_dims = node.attr("batch_dims", 0)
    return node.layer.emit("GatherND", input=node.x, indices=node.input(1), batch_dims=batch_dims)


@onnx_op("Scatter", "ScatterElements")
def _scatter_elements(node: OnnxNode) -> Value:
    return node.layer.emit(
        "ScatterElements",
        input=node.x,
        indices=node.input(1),
        updates=node.input(2),
        axis=lowering.axis(node.attr("axis", 0), node.x.rank),
        mode=_scatter_mode(node),
    )


@onnx_op("ScatterND")
def _scatter_nd(node: OnnxNode) -> Value:
    return node.layer.emit(
        "ScatterND",
        input=node.x,
        indices=node.input(1),
        updates=node.input(2),
        mode=_scatter_mode(node),
    )


def _scatter_mode(node: OnnxNode) -> str:
    mode = str(node.attr("reduction", "none"))
    if mode not in _SCATTER_MODES:
        raise Unsupported(f"reduction {mode}")
    return mode


@onnx_op("TensorScatter")
def _tensor_scatter(node: OnnxNode) -> Value:
    return lowering.tensor_scatter(
        node.layer,
        (node.x, node.input(1), node.optional(2)),
        lowering.axis(node.attr("axis", -2), node.x.rank),
        node.attr("mode", "linear") == "circular",
    )


@onnx_op("Compress")
def _compress(node: OnnxNode) -> Value:
    keep = node.constant(1)
    assert keep is not None
    axis = node.attr("axis", None)
    dim = None if axis is None else lowering.axis(axis, node.x.rank)
    return lowering.compress(node.layer, node.x, keep, dim)


@onnx_op("ReverseSequence")
def _reverse_sequence(node: OnnxNode) -> Value:
    return lowering.reverse_sequence(
        node.layer, node.x, node.input(1), node.attr("batch_axis", 1), node.attr("time_axis", 0)
    )


@onnx_op("Einsum")
def _einsum(node: OnnxNode) -> Operand:
    operands = [node.input(i) for i in range(len(node.inputs))]
    return lowering.einsum(node.layer, str(node.attr("equation", "")), operands)
