# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX element-wise arithmetic."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Value, is_float
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("Add", "Sub", "Mul", "Div")
def _binary(node: OnnxNode) -> Value:
    if node.op_type == "Div" and not is_float(node.x):
        return lowering.divide_integers(node.layer, node.x, node.input(1))
    return lowering.binary(node.layer, node.op_type, node.x, node.input(1))


@onnx_op("Max", "Min", "Sum")
def _variadic(node: OnnxNode) -> Operand:
    op = "Add" if node.op_type == "Sum" else node.op_type
    return lowering.chain(node.layer, op, [node.input(i) for i in range(len(node.inputs))])


@onnx_op("Mean")
def _mean(node: OnnxNode) -> Value:
    operands = [node.input(i) for i in range(len(node.inputs))]
    return lowering.mean_of(node.layer, operands)


@onnx_op("Pow")
def _pow(node: OnnxNode) -> Value:
    return lowering.power(node.layer, node.x, node.input(1))


@onnx_op("Neg")
def _neg(node: OnnxNode) -> Value:
    return node.layer.emit("MulConst", input=node.x, const_val=-1.0)


@onnx_op("Reciprocal")
def _reciprocal(node: OnnxNode) -> Value:
    return node.layer.emit("Reciprocal", input=node.x, const_val=1.0)
