# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX reductions."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Attr, Operand
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op

_MODES = {
    "ReduceMean": "mean",
    "ReduceSum": "sum",
    "ReduceMax": "max",
    "ReduceMin": "min",
    "ReduceProd": "prod",
    "ReduceL1": "l1",
    "ReduceL2": "l2",
    "ReduceLogSumExp": "log_sum_exp",
}
#: What is left of a reduction over no axes, where that is more than its operand.
_OF_ONE = {"ReduceL1": "Abs", "ReduceL2": "Abs"}


@onnx_op(*_MODES)
def _reduce(node: OnnxNode) -> Operand:
    if _reduces_nothing(node):
        rest = _OF_ONE.get(node.op_type)
        return node.x if rest is None else node.layer.emit(rest, input=node.x)
    return lowering.reduce(node.layer, node.x, _MODES[node.op_type], *_dims(node))


@onnx_op("ReduceSumSquare")
def _reduce_sum_square(node: OnnxNode) -> Operand:
    if _reduces_nothing(node):
        return node.layer.emit("Mul", lhs=node.x, rhs=node.x)
    square = node.layer.part("pre", node.x.shape, "Mul", lhs=node.x, rhs=node.x)
    return lowering.reduce(node.layer, square, "sum", *_dims(node))


@onnx_op("ReduceLogSum")
def _reduce_log_sum(node: OnnxNode) -> Operand:
    x = node.x
    if not _reduces_nothing(node):
        dims, keepdims = _dims(node)
        dims = lowering.axes(dims, x.rank) or list(range(x.rank))
        fields: dict[str, Attr] = {"axes": dims, "keepdims": keepdims, "mode": "sum"}
        x = node.layer.part("sum", node.layer.shape, "Reduce", input=x, **fields)
    return node.layer.emit("Log", input=x)


def _dims(node: OnnxNode) -> tuple[list[int], bool]:
    return node.ints("axes", 1) or [], bool(node.attr("keepdims", 1))


def _reduces_nothing(node: OnnxNode) -> bool:
    return bool(node.attr("noop_with_empty_axes", 0)) and not node.ints("axes", 1)
