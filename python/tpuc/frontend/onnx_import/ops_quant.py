# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX operators of quantized models, in arithmetic on whole numbers."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Shape, Unsupported, Value
from tpuc.frontend.lowering import reshape_part
from tpuc.frontend.onnx_import.ops_conv import window_of
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("QuantizeLinear")
def _quantize(node: OnnxNode) -> Value:
    x, layer = node.x, node.layer
    scale = _along_axis(node, "scale", node.input(1), x.shape)
    zero_point = node.optional(2)
    if layer.dtype.kind not in "iu":
        raise Unsupported(f"a result of type {layer.dtype}")
    scaled = layer.part("scaled", x.shape, "Div", lhs=x, rhs=scale)
    return _saturated(node, scaled, zero_point)


def _saturated(node: OnnxNode, scaled: Operand, zero_point: Operand | None) -> Value:
    """Rounded half to even, moved by the zero point, limited to the layer's type."""
    layer, largest = node.layer, lowering.largest_integer(node.layer.dtype)
    smallest = -largest - 1 if layer.dtype.kind == "i" else 0
    if largest > 2**24:
        raise Unsupported(f"a result of type {layer.dtype}")
    rounded = layer.part("rounded", scaled.shape, "Round", input=scaled)
    if zero_point is not None:
        moved = _along_axis(node, "zero", zero_point, scaled.shape)
        rounded = layer.part("moved", scaled.shape, "Add", lhs=rounded, rhs=moved)
    return layer.emit("Clip", input=rounded, min=float(smallest), max=float(largest))


@onnx_op("DequantizeLinear")
def _dequantize(node: OnnxNode) -> Value:
    x, layer = node.x, node.layer
    scale = _along_axis(node, "scale", node.input(1), x.shape)
    return layer.emit("Mul", lhs=_centered(node, x, node.optional(2)), rhs=scale)


def _centered(
    node: OnnxNode, x: Operand, zero_point: Operand | None, suffix: str = "centered"
) -> Operand:
    """x less its zero point."""
    if zero_point is None:
        return x
    zero = _along_axis(node, f"{suffix}_zero", zero_point, x.shape)
    return node.layer.part(suffix, x.shape, "Sub", lhs=x, rhs=zero)


def _along_axis(node: OnnxNode, suffix: str, operand: Operand, shape: Shape) -> Operand:
    """A parameter of one element, or one per element of the axis, as it broadcasts to `shape`."""
    if operand.rank == 0 or operand.shape == (1,):
        return operand
    dim = lowering.axis(node.attr("axis", 1), len(shape))
    block = node.attr("block_size", 0)
    if block and isinstance(operand, Constant):
        blocks = np.repeat(operand.data, block, dim)
        return Constant(f"{operand.name}_blocks", blocks.take(range(shape[dim]), dim))
    if block or operand.rank > 1:
        raise Unsupported("blocks of parameters")
    if operand.shape != (shape[dim],):
        raise Unsupported(f"{operand.shape[0]} parameters for {shape[dim]} elements")
    column = (operand.shape[0], *(1,) * (len(shape) - dim - 1))
    return reshape_part(node.layer, suffix, operand, column)


@onnx_op("ConvInteger")
def _conv_integer(node: OnnxNode) -> Value:
    x = _centered(node, node.x, node.optional(2))
    weight = _centered_filter(node, node.input(1), node.optional(3))
    window = window_of(node, weight.shape[2:])
    return lowering.conv(node.layer, x, weight, None, window, node.attr("group", 1))


def _centered_filter(node: OnnxNode, weight: Operand, zero_point: Operand | None) -> Operand:
    """A filter less its zero points, one for all or one per output channel."""
    if zero_point is None or zero_point.rank == 0 or zero_point.shape == (1,):
        return _centered(node, weight, zero_point, "weight")
    column = (*zero_point.shape, *(1,) * (weight.rank - 1))
    zero = reshape_part(node.layer, "weight_zero", zero_point, column)
    return node.layer.part("weight", weight.shape, "Sub", lhs=weight, rhs=zero)


@onnx_op("MatMulInteger")
def _matmul_integer(node: OnnxNode) -> Value:
    lhs = _centered(node, node.x, _rows(node.optional(2)), "lhs")
    rhs = _centered(node, node.input(1), _rows(node.optional(3)), "rhs")
    return lowering.matmul(node.layer, lhs, rhs)


def _rows(zero_point: Operand | None) -> Operand | None:
    if zero_point is not None and zero_point.rank > 0 and zero_point.shape != (1,):
        raise Unsupported("zero points per row or column")
    return zero_point


@onnx_op("QLinearMatMul")
def _qlinear_matmul(node: OnnxNode) -> Value:
    a, a_scale, a_zero, b, b_scale, b_zero, y_scale, y_zero = (node.input(i) for i in range(8))
    layer = node.layer
    lhs = _centered(node, a, _rows(a_zero), "lhs")
    rhs = _centered(node, b, _rows(b_zero), "rhs")
    product = layer.part("product", layer.shape, "MatMul", input=lhs, right=rhs)
    return _rescaled(node, product, (a_scale, b_scale, y_scale), y_zero)


@onnx_op("QLinearConv")
def _qlinear_conv(node: OnnxNode) -> Value:
    x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero = (node.input(i) for i in range(8))
    layer, bias = node.layer, node.optional(8)
    if isinstance(bias, Value):
        raise Unsupported("a bias computed at run time")
    centered = _centered(node, x, x_zero)
    weight = _centered_filter(node, w, w_zero)
    window = window_of(node, w.shape[2:])
    product = layer.part(
        "product",
        layer.shape,
        "Conv",
        input=centered,
        filter=weight,
        bias=bias,
        **window.fields(),
        group=node.attr("group", 1),
    )
    return _rescaled(node, product, (x_scale, w_scale, y_scale), y_zero)


def _rescaled(
    node: OnnxNode, product: Value, scales: tuple[Operand, Operand, Operand], zero: Operand
) -> Value:
    """The integer product of two tensors in the scale of the result."""
    layer, shape = node.layer, product.shape
    left, right, result = (_along_axis(node, "scale", scale, shape) for scale in scales)
    factor = layer.part("factor", _broadcast(left, right), "Mul", lhs=left, rhs=right)
    real = layer.part("real", shape, "Mul", lhs=product, rhs=factor)
    scaled = layer.part("scaled", shape, "Div", lhs=real, rhs=result)
    return _saturated(node, scaled, zero)


def _broadcast(lhs: Operand, rhs: Operand) -> Shape:
    return tuple(int(size) for size in np.broadcast_shapes(lhs.shape, rhs.shape))
