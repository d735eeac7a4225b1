# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten element-wise arithmetic and reductions."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("add", "sub", "rsub", "subtract", integers=True)
def _add(node: TorchNode) -> Value:
    layer, lhs, rhs = node.layer, node.x, node.operand("other")
    if layer.dtype.kind == "b":
        return lowering.logic(layer, "or", lhs, rhs)
    alpha = node.arg("alpha", 1)
    op = "Add" if node.op == "add" else "Sub"
    if node.op == "rsub":
        lhs, rhs = rhs, lhs
        if alpha != 1:
            raise Unsupported(f"alpha = {alpha}")
    if alpha != 1:
        if isinstance(rhs, Constant):
            rhs = Constant(rhs.name, rhs.data * alpha)
        else:
            rhs = layer.part("scaled", rhs.shape, "MulConst", input=rhs, const_val=float(alpha))
    return lowering.binary(layer, op, lhs, rhs)


@aten_op("mul", "multiply", integers=True)
def _mul(node: TorchNode) -> Value:
    return lowering.binary(node.layer, "Mul", node.x, node.operand("other"))


@aten_op("div", "divide", "true_divide", "floor_divide", integers=True)
def _div(node: TorchNode) -> Value:
    lhs, rhs, layer = node.x, node.operand("other"), node.layer
    rounding = "floor" if node.op == "floor_divide" else node.arg("rounding_mode")
    if rounding is None:
        return lowering.binary(layer, "Div", lhs, rhs)
    # A quotient, not a product with the inverse: 6 * (1 / 3) may lie below 2.
    quotient = layer.part("quotient", layer.shape, "Div", lhs=lhs, rhs=rhs)
    if rounding == "trunc":
        return lowering.truncate(layer, quotient)
    return layer.emit("Floor", input=quotient)


@aten_op("remainder", "fmod", integers=True)
def _remainder(node: TorchNode) -> Value:
    return lowering.mod(node.layer, node.x, node.operand("other"), fmod=node.op == "fmod")


@aten_op("addcmul", "addcdiv")
def _addcmul(node: TorchNode) -> Value:
    """self + value * tensor1 (* or /) tensor2."""
    layer, op = node.layer, "Mul" if node.op == "addcmul" else "Div"
    first, second = node.operand("tensor1"), node.operand("tensor2")
    shape = np.broadcast_shapes(first.shape, second.shape)
    term = layer.part("term", shape, op, lhs=first, rhs=second)
    value = float(node.arg("value", 1))
    if value != 1:
        term = layer.part("scaled", shape, "MulConst", input=term, const_val=value)
    return lowering.binary(layer, "Add", node.x, term)


@aten_op("lerp")
def _lerp(node: TorchNode) -> Value:
    """self + weight * (end - self)."""
    layer, x, end, weight = node.layer, node.x, node.operand("end"), node.operand("weight")
    distance = layer.part(
        "distance", np.broadcast_shapes(x.shape, end.shape), "Sub", lhs=end, rhs=x
    )
    step = layer.part("step", layer.shape, "Mul", lhs=distance, rhs=weight)
    return layer.emit("Add", lhs=x, rhs=step)


@aten_op("maximum", "minimum", "fmax", "fmin", integers=True)
def _extremum(node: TorchNode) -> Value:
    op = "Max" if "max" in node.op else "Min"
    return lowering.binary(node.layer, op, node.x, node.operand("other"))


@aten_op("neg", "negative", integers=True)
def _neg(node: TorchNode) -> Value:
    return node.layer.emit("MulConst", input=node.x, const_val=-1.0)


@aten_op("square", integers=True)
def _square(node: TorchNode) -> Value:
    return node.layer.emit("Mul", lhs=node.x, rhs=node.x)


@aten_op("pow", "float_power")
def _pow(node: TorchNode) -> Value:
    base = lowering.scalar_of(node.x)
    if base is not None and base > 0:
        return _exponential(node.layer, node.operand("exponent"), math.log(base))
    return lowering.power(node.layer, node.x, node.operand("exponent"))


@aten_op("exp2")
def _exp2(node: TorchNode) -> Value:
    return _exponential(node.layer, node.x, math.log(2))


def _exponential(layer: Layer, exponent: Operand, factor: float) -> Value:
    scaled = layer.part("scaled", exponent.shape, "MulConst", input=exponent, const_val=factor)
    return layer.emit("Exp", input=scaled)


@aten_op("expm1")
def _expm1(node: TorchNode) -> Value:
    layer, x = node.layer, node.x
    power = layer.part("exp", x.shape, "Exp", input=x)
    return layer.emit("AddConst", input=power, const_val=-1.0)


@aten_op("log2", "log10")
def _log_of_base(node: TorchNode) -> Value:
    base = 2.0 if node.op == "log2" else 10.0
    natural = node.layer.part("log", node.x.shape, "Log", input=node.x)
    return node.layer.emit("MulConst", input=natural, const_val=1 / math.log(base))


@aten_op("log1p")
def _log1p(node: TorchNode) -> Value:
    plus = node.layer.part("plus", node.x.shape, "AddConst", input=node.x, const_val=1.0)
    return node.layer.emit("Log", input=plus)


@aten_op("reciprocal")
def _reciprocal(node: TorchNode) -> Value:
    return node.layer.emit("Reciprocal", input=node.x, const_val=1.0)
