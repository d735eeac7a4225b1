# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten convolutions and matrix products."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Value
from tpuc.frontend.lowering import Window
from tpuc.frontend.torch_import.ops_pool import with_batch
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


@aten_op("torchvision::deform_conv2d")
def _deform_conv(node: TorchNode) -> Value:
    weight = node.operand("weight")
    strides, pads, dilations = (
        [int(node.arg(f"{name}_{dim}", default)) for dim in "hw"]
        for name, default in (("stride", 1), ("pad", 0), ("dilation", 1))
    )
    mask = node.operand("mask") if node.arg("use_mask", True) else None
    return lowering.deform_conv(
        node.layer,
        (node.x, weight, node.optional("bias")),
        (node.operand("offset"), mask),
        Window.make(weight.shape[2:], strides, pads * 2, dilations),
        (int(node.arg("groups", 1)), int(node.arg("offset_groups", 1))),
    )


@aten_op("col2im")
def _col2im(node: TorchNode) -> Value:
    layer, x = node.layer, node.x
    kernel, strides = node.ints("kernel_size", 2), node.ints("stride", 2)
    pads, dilations = node.ints("padding", 2), node.ints("dilation", 2)
    window = Window.make(kernel, strides, pads * 2, dilations)
    image = node.ints("output_size", 2)
    return with_batch(layer, x, 2, lambda part, x: lowering.fold(part, x, image, window))


@aten_op("linear")
def _linear(node: TorchNode) -> Value:
    return lowering.linear(node.layer, node.x, node.operand("weight"), node.optional("bias"))


@aten_op("matmul", "mm", "bmm", "mv", "dot", "vdot", "inner")
def _matmul(node: TorchNode) -> Value:
    right = node.operand("other", "mat2", "vec", "tensor")
    if node.op == "inner" and right.rank > 1:
        return lowering.linear(node.layer, node.x, right, None)
    return lowering.matmul(node.layer, node.x, right)


@aten_op("linalg_det", "_linalg_det", "det")
def _det(node: TorchNode) -> Value:
    return lowering.determinant(node.layer, node.x)


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
