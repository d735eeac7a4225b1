# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise arithmetic and reductions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tpuc.frontend.graph import Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import axes, axis

_SCALAR_FORM = {
    "Add": "AddConst",
    "Sub": "SubConst",
    "Mul": "MulConst",
    "Max": "MaxConst",
    "Min": "MinConst",
}


def scalar_of(operand: Operand) -> float | None:
    """The number an operand is, if it is a constant of one element."""
    if isinstance(operand, Constant) and operand.data.size == 1:
        return float(operand.data.reshape(()))
    return None


def binary(layer: Layer, op: str, lhs: Operand, rhs: Operand) -> Value:
    """An element-wise operator of two tensors; a scalar constant becomes an attribute."""
    left, right = scalar_of(lhs), scalar_of(rhs)
    # A scalar of higher rank than the tensor would change the shape of the result.
    if right is not None and lhs.shape == layer.shape:
        if op in _SCALAR_FORM:
            return layer.emit(_SCALAR_FORM[op], input=lhs, const_val=right)
        if op == "Div" and right != 0:
            return layer.emit("MulConst", input=lhs, const_val=1.0 / right)
    if left is not None and rhs.shape == layer.shape:
        if op == "Div":
            return layer.emit("Reciprocal", input=rhs, const_val=left)
        if op == "Sub":
            return layer.emit("SubConst", input=rhs, const_val=left, is_reverse=True)
        return layer.emit(_SCALAR_FORM[op], input=rhs, const_val=left)
    return layer.emit(op, lhs=lhs, rhs=rhs)


def chain(layer: Layer, op: str, operands: Sequence[Operand]) -> Operand:
    """`operands[0] op operands[1] op ...`."""
    if len(operands) == 1:
        return operands[0]
    return binary(layer, op, _fold_parts(layer, op, operands[:-1]), operands[-1])


def _fold_parts(layer: Layer, op: str, operands: Sequence[Operand]) -> Operand:
    result, *rest = operands
    for i, operand in enumerate(rest):
        shape = np.broadcast_shapes(result.shape, operand.shape)
        result = layer.part(f"pre{i}", shape, op, lhs=result, rhs=operand)
    return result


def clip(layer: Layer, x: Operand, low: float, high: float) -> Operand:
    """min(max(x, low), high); either bound may be infinite."""
    if low > high:
        raised = layer.part("raised", x.shape, "MaxConst", input=x, const_val=low)
        return layer.emit("MinConst", input=raised, const_val=high)
    if low == 0:
        limit = -1.0 if math.isinf(high) else high
        if limit == 0:
            raise Unsupported("an empty range")
        return layer.emit("Relu", input=x, relu_limit=limit)
    if math.isinf(high):
        return x if math.isinf(low) else binary(layer, "Max", x, _scalar(low))
    if math.isinf(low):
        return binary(layer, "Min", x, _scalar(high))
    return layer.emit("Clip", input=x, min=low, max=high)


def prelu(layer: Layer, x: Operand, slope: Operand) -> Value:
    """x where x >= 0, else slope * x; the slope, of any shape, broadcasts to x."""
    padded = (1,) * (x.rank - slope.rank) + slope.shape
    per_channel = all(size == 1 or dim == 1 for dim, size in enumerate(padded))
    if isinstance(slope, Constant) and per_channel:
        if padded != slope.shape:
            slope = Constant(slope.name, slope.data.reshape(padded))
        return layer.emit("PRelu", input=x, slope=slope)
    negative = layer.part("negative", x.shape, "MinConst", input=x, const_val=0.0)
    scaled = layer.part("scaled", x.shape, "Mul", lhs=negative, rhs=slope)
    positive = layer.part("positive", x.shape, "Relu", input=x)
    return layer.emit("Add", lhs=positive, rhs=scaled)


def _scalar(value: float) -> Constant:
    return Constant("scalar", np.float64(value))


def power(layer: Layer, x: Operand, exponent: Operand) -> Value:
    """x ** exponent; constant squares and roots take their own ops."""
    value = scalar_of(exponent)
    if value is None or x.shape != layer.shape or isinstance(x, Constant):
        return layer.emit("PowTensor", lhs=x, rhs=exponent)
    if value == 2:
        return layer.emit("Mul", lhs=x, rhs=x)
    if value == 0.5:
        return layer.emit("Sqrt", input=x)
    if value == -1:
        return layer.emit("Reciprocal", input=x, const_val=1.0)
    return layer.emit("Pow", input=x, const_val=value)


def mean_of(layer: Layer, operands: Sequence[Operand]) -> Value:
    """The mean of several tensors."""
    total = _fold_parts(layer, "Add", operands)
    return layer.emit("MulConst", input=total, const_val=1.0 / len(operands))


def celu(layer: Layer, x: Operand, alpha: float) -> Value:
    """x where x >= 0, else alpha * (exp(x / alpha) - 1)."""
    if alpha == 1:
        return layer.emit("Elu", input=x, alpha=1.0)
    scaled = layer.part("scaled", x.shape, "MulConst", input=x, const_val=1.0 / alpha)
    elu = layer.part("elu", x.shape, "Elu", input=scaled, alpha=1.0)
    return layer.emit("MulConst", input=elu, const_val=alpha)


def selu(layer: Layer, x: Operand, alpha: float, gamma: float) -> Value:
    """gamma * elu(x, alpha)."""
    elu = layer.part("elu", x.shape, "Elu", input=x, alpha=alpha)
    return layer.emit("MulConst", input=elu, const_val=gamma)


def rsqrt(layer: Layer, x: Operand) -> Value:
    """1 / sqrt(x)."""
    return layer.emit("Rsqrt", input=x)


def softmax(layer: Layer, x: Operand, dim: int, log: bool = False) -> Value:
    """Softmax or its logarithm over one axis."""
    return layer.emit("Softmax", input=x, axis=axis(dim, x.rank), log=log)


def reduce(layer: Layer, x: Operand, mode: str, dims: Sequence[int], keepdims: bool) -> Value:
    """A reduction over `dims`; over all when there are none."""
    dims = axes(dims, x.rank) or list(range(x.rank))
    return layer.emit("Reduce", input=x, axes=dims, keepdims=keepdims, mode=mode)
