# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten convolutions, pools and matrix products."""

from __future__ import annotations

import math

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.lowering import Window
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("_convolution", "convolution", "conv1d", "conv2d", "conv3d", "_convolution_mode")
def _conv(node: TorchNode) -> Value:
    if node.arg("transposed", False):
        return _conv_transpose(node)
    weight = node.operand("weight")
    rank = weight.rank - 2
    strides, dilations = node.ints("stride", rank), node.ints("dilation", rank)
    padding = node.arg("padding")
    if padding == "same":
        totals = [d * (k - 1) for d, k in zip(dilations, weight.shape[2:], strict=True)]
        pads = [t // 2 for t in totals] + [t - t // 2 for t in totals]
    elif padding == "valid":
        pads = []
    else:
        pads = node.ints("padding", rank) * 2
    window = Window.make(weight.shape[2:], strides, pads, dilations)
    return lowering.conv(
        node.layer, node.x, weight, node.optional("bias"), window, node.arg("groups", 1)
    )


@aten_op("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
def _conv_transpose(node: TorchNode) -> Value:
    weight = node.operand("weight")
    rank = weight.rank - 2
    window = Window.make(
        weight.shape[2:],
        node.ints("stride", rank),
        node.ints("padding", rank) * 2,
        node.ints("dilation", rank),
    )
    operands = (node.x, weight, node.optional("bias"))
    output_padding = node.ints("output_padding", rank)
    return lowering.deconv(node.layer, operands, window, node.arg("groups", 1), output_padding)


def _pool_window(node: TorchNode) -> Window:
    kernel = node.ints("kernel_size")
    rank = len(kernel) if len(kernel) > 1 else node.x.rank - 2
    kernel = node.ints("kernel_size", rank)
    return Window.make(
        kernel,
        # No stride means the kernel's size.
        node.ints("stride", rank) or kernel,
        node.ints("padding", rank) * 2,
        node.ints("dilation", rank),
    )


@aten_op("max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices")
def _max_pool(node: TorchNode) -> Value:
    return lowering.max_pool(node.layer, node.x, _pool_window(node), node.arg("ceil_mode", False))


@aten_op("avg_pool1d", "avg_pool2d", "avg_pool3d")
def _avg_pool(node: TorchNode) -> Value:
    window, ceil_mode = _pool_window(node), bool(node.arg("ceil_mode", False))
    divisor, layer = node.arg("divisor_override"), node.layer
    if divisor is None:
        counts = bool(node.arg("count_include_pad", True))
        return lowering.avg_pool(layer, node.x, window, ceil_mode, counts)
    if ceil_mode:
        raise Unsupported("divisor_override and ceil_mode")
    fields = {**window.fields(), "count_include_pad": True}
    mean = layer.part("mean", layer.shape, "AvgPool", input=node.x, **fields)
    return layer.emit("MulConst", input=mean, const_val=math.prod(window.kernel) / divisor)


@aten_op(
    *("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"),
    *("_adaptive_avg_pool2d", "_adaptive_avg_pool3d"),
)
def _adaptive_avg_pool(node: TorchNode) -> Value:
    return lowering.adaptive_pool(node.layer, "AvgPool", node.x, node.layer.shape[2:])


@aten_op("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d")
def _adaptive_max_pool(node: TorchNode) -> Value:
    return lowering.adaptive_pool(node.layer, "MaxPool", node.x, node.layer.shape[2:])


@aten_op("linear")
def _linear(node: TorchNode) -> Value:
    return lowering.linear(node.layer, node.x, node.operand("weight"), node.optional("bias"))


@aten_op("matmul", "mm", "bmm", "mv", "dot", "vdot", "inner")
def _matmul(node: TorchNode) -> Value:
    right = node.operand("other", "mat2", "vec", "tensor")
    if node.op == "inner" and right.rank > 1:
        return lowering.linear(node.layer, node.x, right, None)
    return lowering.matmul(node.layer, node.x, right)


@aten_op("outer", "ger")
def _outer(node: TorchNode) -> Value:
    column = lowering.reshape_part(node.layer, "column", node.x, (node.x.shape[0], 1))
    return node.layer.emit("Mul", lhs=column, rhs=node.operand("vec2"))


@aten_op("addmm", "baddbmm")
def _addmm(node: TorchNode) -> Operand:
    """beta * self + alpha * lhs x rhs."""
    layer, bias = node.layer, node.x
    alpha, beta = float(node.arg("alpha", 1)), float(node.arg("beta", 1))
    lhs, rhs = node.operand("mat1", "batch1"), node.operand("mat2", "batch2")
    if bias.rank == 1 and isinstance(bias, Constant) and alpha == beta == 1:
        return layer.emit("MatMul", input=lhs, right=rhs, bias=bias)
    product = layer.part("pre", layer.shape, "MatMul", input=lhs, right=rhs)
    if alpha != 1:
        product = layer.part("alpha", layer.shape, "MulConst", input=product, const_val=alpha)
    if beta == 0:
        return product
    if beta != 1:
        bias = layer.part("beta", bias.shape, "MulConst", input=bias, const_val=beta)
    return lowering.binary(layer, "Add", product, bias)
