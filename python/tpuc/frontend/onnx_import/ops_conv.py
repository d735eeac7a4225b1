# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX convolutions and matrix products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Value
from tpuc.frontend.lowering import Window
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("Conv")
def _conv(node: OnnxNode) -> Value:
    weight = node.input(1)
    window = window_of(node, weight.shape[2:])
    return lowering.conv(
        node.layer, node.x, weight, node.optional(2), window, node.attr("group", 1)
    )


@onnx_op("ConvTranspose")
def _conv_transpose(node: OnnxNode) -> Value:
    weight = node.input(1)
    window = window_of(node, weight.shape[2:], transposed=True)
    extra = node.attr("output_padding", []) or [0] * len(window.kernel)
    # What an output_shape asks for beyond the last window is more padding.
    output_padding = [
        more + max(size - (count - 1) * stride - dilation * (kernel - 1) - 1 - more, 0)
        for more, size, count, stride, dilation, kernel in zip(
            extra,
            node.layer.shape[2:],
            node.x.shape[2:],
            window.strides,
            window.dilations,
            window.kernel,
            strict=True,
        )
    ]
    return lowering.deconv(
        node.layer,
        (node.x, weight, node.optional(2)),
        window,
        node.attr("group", 1),
        output_padding,
    )


@onnx_op("DeformConv")
def _deform_conv(node: OnnxNode) -> Value:
    weight = node.input(1)
    return lowering.deform_conv(
        node.layer,
        (node.x, weight, node.optional(3)),
        (node.input(2), node.optional(4)),
        window_of(node, weight.shape[2:]),
        (node.attr("group", 1), node.attr("offset_group", 1)),
    )


@onnx_op("Col2Im")
def _col2im(node: OnnxNode) -> Value:
    image, kernel = node.ints("", 1) or [], node.ints("", 2) or []
    return lowering.fold(node.layer, node.x, image, window_of(node, kernel))


@onnx_op("MatMul")
def _matmul(node: OnnxNode) -> Value:
    return lowering.matmul(node.layer, node.x, node.input(1))


@onnx_op("Det")
def _det(node: OnnxNode) -> Value:
    return lowering.determinant(node.layer, node.x)


@onnx_op("Gemm")
def _gemm(node: OnnxNode) -> Value:
    layer, lhs, rhs, bias = node.layer, node.x, node.input(1), node.optional(2)
    rhs, product_scale = _scaled(node, "weight", rhs, node.attr("alpha", 1.0))
    if bias is not None:
        bias, bias_scale = _scaled(node, "bias", bias, node.attr("beta", 1.0))
        if bias_scale != 1.0:
            scaled = layer.part("bias", bias.shape, "MulConst", input=bias, const_val=bias_scale)
            bias = scaled
    transposes = {
        "left_transpose": bool(node.attr("transA", 0)),
        "right_transpose": bool(node.attr("transB", 0)),
    }
    row = _as_row(bias, layer.shape[1])
    if product_scale == 1.0 and (bias is None or row is not None):
        return layer.emit("MatMul", input=lhs, right=rhs, bias=row, **transposes)
    product = layer.part("pre", layer.shape, "MatMul", input=lhs, right=rhs, **transposes)
    if product_scale != 1.0:
        if bias is None:
            return layer.emit("MulConst", input=product, const_val=product_scale)
        product = layer.part(
            "alpha", layer.shape, "MulConst", input=product, const_val=product_scale
        )
    assert bias is not None
    return lowering.binary(layer, "Add", product, bias)


def _scaled(node: OnnxNode, suffix: str, operand: Operand, factor: float) -> tuple[Operand, float]:
    """A factor multiplied into a constant; else the operand and the factor left to apply."""
    if factor == 1.0 or not isinstance(operand, Constant):
        return operand, factor
    return node.layer.constant(suffix, operand.data * np.float32(factor)), 1.0


def _as_row(bias: Operand | None, size: int) -> Operand | None:
    """A constant bias of `size` elements along the last axis as `[size]`; else None."""
    if not isinstance(bias, Constant) or bias.shape[:-1] not in ((), (1,)):
        return None
    if bias.shape == (size,):
        return bias
    return Constant(bias.name, np.broadcast_to(bias.data.reshape(-1), (size,)))


def window_of(node: OnnxNode, kernel: Sequence[int], transposed: bool = False) -> Window:
    """The window that a node's attributes describe, with its padding spelled out."""
    kernel = node.attr("kernel_shape", list(kernel))
    window = Window.make(
        kernel, node.attr("strides", []), node.attr("pads", []), node.attr("dilations", [])
    )
    auto_pad = node.attr("auto_pad", "NOTSET")
    output_shape = node.attr("output_shape", []) if transposed else []
    if auto_pad in ("NOTSET", "VALID") and not output_shape:
        return window
    # What the padding has to be for the size of the result, which is known by now.
    large, small = node.x.shape[2:], node.layer.shape[2:]
    if transposed:
        large, small = small, large
    extra = node.attr("output_padding", [0] * len(kernel)) if transposed else [0] * len(kernel)
    begins, ends = [], []
    for i, k in enumerate(window.kernel):
        reach = (small[i] - 1) * window.strides[i] + (k - 1) * window.dilations[i] + 1 + extra[i]
        total = max(reach - large[i], 0)
        half = total // 2
        # SAME_UPPER puts the odd one at the end. A transposed convolution with an explicit
        # output_shape puts it at the begin unless SAME_UPPER is said.
        begin_is_larger = auto_pad == "SAME_LOWER" or (transposed and auto_pad != "SAME_UPPER")
        begins.append(total - half if begin_is_larger else half)
        ends.append(half if begin_is_larger else total - half)
    return Window.make(kernel, window.strides, begins + ends, window.dilations)
