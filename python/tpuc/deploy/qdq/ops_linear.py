# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolutions and products: weights and biases stay the chip's integers.

A bias is in units of the input's scale times the weights'. Where the input has a zero point z, the
chip's bias holds ``-z * sum(weights)`` too, which belongs to no real number and is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tpuc.deploy.qdq.registry import Constant, TpuLayer, Unsupported, tpu_op
from tpuc.deploy.qdq.tensors import Array


@tpu_op("Conv2D", "Conv3D")
def _conv(layer: TpuLayer) -> str:
    filter = layer[1]
    bias = _bias(layer, tuple(range(1, len(filter.shape))))
    if layer.has("inserts") and any(layer.ints("inserts")):
        return layer.rectified(_conv_of_inserted(layer, bias))
    inputs = [layer[0].name, filter.name, *bias]
    names = ("kernel_shape", "strides", "pads", "dilations")
    attributes: dict[str, Any] = {name: layer.ints(name) for name in names}
    return layer.rectified(layer.node("Conv", inputs, group=layer.integer("group"), **attributes))


def _conv_of_inserted(layer: TpuLayer, bias: Sequence[str]) -> str:
    """A convolution of an input with zeros between its elements: a transposed one, mirrored."""
    filter = _weight(layer)
    kernel, dilations, pads = (layer.ints(k) for k in ("kernel_shape", "dilations", "pads"))
    spread = [d * (k - 1) for k, d in zip(kernel, dilations, strict=True)] * 2
    turned = [full - pad for full, pad in zip(spread, pads, strict=True)]
    if any(stride != 1 for stride in layer.ints("strides")):
        raise Unsupported("zeros are put between the elements of its input")
    mirrored = np.flip(filter.read(), tuple(range(2, 2 + len(kernel))))
    return layer.node(
        "ConvTranspose",
        [layer[0].name, _turned(layer, filter, mirrored), *bias],
        kernel_shape=kernel,
        dilations=dilations,
        strides=[zeros + 1 for zeros in layer.ints("inserts")],
        pads=[max(pad, 0) for pad in turned],
        output_padding=[max(-pad, 0) for pad in turned[len(kernel) :]],
        group=layer.integer("group"),
    )


@tpu_op("Deconv2D")
def _deconv(layer: TpuLayer) -> str:
    filter = _weight(layer)
    bias = _bias(layer, tuple(range(1, len(filter.shape))))
    names = ("kernel_shape", "strides", "pads", "dilations", "output_padding")
    attributes: dict[str, Any] = {name: layer.ints(name) for name in names}
    inputs = [layer[0].name, _turned(layer, filter, filter.read()), *bias]
    group = layer.integer("group")
    return layer.rectified(layer.node("ConvTranspose", inputs, group=group, **attributes))


@tpu_op("Deconv")
def _deconv_by_tensor(layer: TpuLayer) -> str:
    names = ("kernel_shape", "strides", "pads", "dilations", "output_padding")
    attributes: dict[str, Any] = {name: layer.ints(name) for name in names if layer.has(name)}
    group = layer.integer("group", 1)
    result = layer.node("ConvTranspose", layer.names(), group=group, **attributes)
    return layer.rectified(result)


@tpu_op("MatMul")
def _matmul(layer: TpuLayer) -> str:
    left, right = layer[0], layer[1]
    transposed = layer.flag("left_transpose"), layer.flag("right_transpose")
    bias = _bias(layer, (-1 if transposed[1] else -2,))
    # QuantizeLinear behind a Gemm makes one integer operator of it, with its bias.
    if bias and len(left.shape) == len(right.shape) == 2:
        inputs = [left.name, right.name, *bias]
        left_flag, right_flag = map(int, transposed)
        product = layer.node("Gemm", inputs, transA=left_flag, transB=right_flag)
        return layer.rectified(product)
    operands = [
        _swapped(layer, operand.name, len(operand.shape)) if swap else operand.name
        for operand, swap in zip((left, right), transposed, strict=True)
    ]
    product = layer.node("MatMul", operands)
    if bias:
        product = layer.node("Add", [product, *bias])
    return layer.rectified(product)


def _swapped(layer: TpuLayer, tensor: str, rank: int) -> str:
    """A tensor with its last two dimensions swapped."""
    order = [*range(rank - 2), rank - 1, rank - 2]
    return layer.node("Transpose", [tensor], perm=order)


def _weight(layer: TpuLayer) -> Constant:
    filter = layer[1]
    if not isinstance(filter, Constant):
        raise Unsupported("its filter is computed")
    return filter


def _turned(layer: TpuLayer, filter: Constant, values: Array) -> str:
    """[C, OC / group, kernel...] of a filter [OC, C / group, kernel...], as ONNX wants it."""
    type = filter.type
    groups = layer.integer("group")
    if type is not None and type.axis is not None and groups > 1:
        # The channels of several groups share axis 1: their scales do not fit in one array.
        values = values * type.scale.reshape(-1, *[1] * (values.ndim - 1))
        type = None
    rows, columns, *kernel = values.shape
    parts = values.reshape(groups, rows // groups, columns, *kernel)
    turned = np.swapaxes(parts, 1, 2).reshape(groups * columns, rows // groups, *kernel)
    if type is None:
        return layer.constant("filter", turned)
    return layer.dequantized("filter", turned, type if type.axis is None else type.along(1))


def _bias(layer: TpuLayer, inner: tuple[int, ...]) -> list[str]:
    """The bias, in a list that is empty without one.

    `inner` are the axes of the weights that are summed over.
    """
    weight, given, source = layer[1], layer.optional(2), layer[0].type
    if not isinstance(weight, Constant) or weight.type is None or source is None:
        return [] if given is None else [given.name]
    zero = int(source.zero_point[0])
    if given is None and zero == 0:
        return []
    values = zero * weight.read().astype(np.float64).sum(axis=inner)
    if isinstance(given, Constant):
        values = values + given.read().astype(np.float64)
    scale = source.scale * weight.type.scale
    return [layer.graph.integers(values, scale, f"{layer.name}/bias")]
