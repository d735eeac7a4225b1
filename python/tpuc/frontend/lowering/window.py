# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution, pooling and matrix products."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Attr, Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import reshape, reshape_part


@dataclass(frozen=True)
class Window:
    """How a kernel slides; `pads` holds all begins, then all ends."""

    kernel: list[int]
    strides: list[int]
    pads: list[int]
    dilations: list[int]

    @staticmethod
    def make(
        kernel: Sequence[int],
        strides: Sequence[int] = (),
        pads: Sequence[int] = (),
        dilations: Sequence[int] = (),
    ) -> Window:
        """Fills what is empty: stride 1, no padding, dilation 1."""
        rank = len(kernel)
        return Window(
            list(kernel),
            list(strides) or [1] * rank,
            list(pads) or [0] * 2 * rank,
            list(dilations) or [1] * rank,
        )

    @property
    def dilated(self) -> bool:
        """Whether any dilation is not 1."""
        return any(d != 1 for d in self.dilations)

    def fields(self) -> dict[str, list[int] | None]:
        """The attributes of an operator with this window; dilations only where there are any."""
        return {
            "kernel_shape": self.kernel,
            "strides": self.strides,
            "pads": self.pads,
            "dilations": self.dilations if self.dilated else None,
        }


def conv(
    layer: Layer, x: Operand, weight: Operand, bias: Operand | None, window: Window, group: int
) -> Value:
    """Convolution in 1, 2 or 3 dimensions."""
    fields = {**window.fields(), "group": group}
    return _biased(layer, "Conv", {"input": x, "filter": weight}, bias, fields)


def deconv(
    layer: Layer,
    operands: tuple[Operand, Operand, Operand | None],
    window: Window,
    group: int,
    output_padding: Sequence[int],
) -> Value:
    """Transposed convolution of input, filter `[C, OC/group, ...]` and bias."""
    x, weight, bias = operands
    fields = {
        **window.fields(),
        "output_padding": list(output_padding) if any(output_padding) else None,
        "group": group,
    }
    return _biased(layer, "Deconv", {"input": x, "filter": weight}, bias, fields)


def _biased(
    layer: Layer,
    op: str,
    operands: dict[str, Operand],
    bias: Operand | None,
    fields: Mapping[str, Attr | None],
) -> Value:
    """A convolution; a bias that the network computes is added apart."""
    if bias is None or isinstance(bias, Constant):
        return layer.emit(op, **operands, bias=bias, **fields)
    plain = layer.part("pre", layer.shape, op, **operands, **fields)
    spread = reshape_part(layer, "bias", bias, (*bias.shape, *[1] * (len(layer.shape) - 2)))
    return layer.emit("Add", lhs=plain, rhs=spread)


def max_pool(layer: Layer, x: Operand, window: Window, ceil_mode: bool) -> Value:
    """Maximum over windows."""
    return layer.emit(
        "MaxPool",
        input=x,
        **window.fields(),
        ceil_mode=ceil_mode,
    )


def avg_pool(
    layer: Layer, x: Operand, window: Window, ceil_mode: bool, count_include_pad: bool
) -> Value:
    """Mean over windows."""
    return layer.emit(
        "AvgPool",
        input=x,
        **window.fields(),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad and any(window.pads),
    )


def lp_pool(layer: Layer, x: Operand, window: Window, order: int) -> Value:
    """The `order`-th root of the sum of powers over windows; padding is zeros.

    A sum is a mean that counts its padding, times the window's size.
    """
    if order < 1:
        raise Unsupported(f"p of {order}")
    shape = layer.shape
    size = math.prod(window.kernel)
    powers = layer.part("abs", x.shape, "Abs", input=x)
    if order > 1:
        powers = layer.part("power", x.shape, "Pow", input=powers, const_val=float(order))
    fields = {**window.fields(), "count_include_pad": any(window.pads)}
    mean = layer.part("mean", shape, "AvgPool", input=powers, **fields)
    if order == 1:
        return layer.emit("MulConst", input=mean, const_val=float(size))
    total = layer.part("sum", shape, "MulConst", input=mean, const_val=float(size))
    if order == 2:
        return layer.emit("Sqrt", input=total)
    return layer.emit("Pow", input=total, const_val=1.0 / order)


def adaptive_pool(layer: Layer, op: str, x: Operand, output_size: Sequence[int | None]) -> Value:
    """AvgPool or MaxPool to a size; the input's must be a multiple of it."""
    if not output_size:
        raise Unsupported("no spatial dimensions")
    spatial = x.shape[-len(output_size) :]
    target = [s if t is None else t for s, t in zip(spatial, output_size, strict=True)]
    if any(s % t for s, t in zip(spatial, target, strict=True)):
        raise Unsupported(f"output size {target} that does not divide the input's {list(spatial)}")
    kernel = [s // t for s, t in zip(spatial, target, strict=True)]
    window = Window.make(kernel, kernel)
    if op == "AvgPool":
        return avg_pool(layer, x, window, ceil_mode=False, count_include_pad=False)
    return max_pool(layer, x, window, ceil_mode=False)


def matmul(layer: Layer, lhs: Operand, rhs: Operand) -> Value:
    """numpy.matmul; operands of rank 1 are reshaped, as the top dialect has none."""
    vector_left, vector_right = lhs.rank == 1, rhs.rank == 1
    if not vector_left and not vector_right:
        return layer.emit("MatMul", input=lhs, right=rhs)
    if vector_left:
        lhs = layer.part("lhs", (1, *lhs.shape), "Unsqueeze", input=lhs, axes=[0])
    if vector_right:
        rhs = layer.part("rhs", (*rhs.shape, 1), "Unsqueeze", input=rhs, axes=[1])
    batch = np.broadcast_shapes(lhs.shape[:-2], rhs.shape[:-2])
    product = layer.part(
        "pre", (*batch, lhs.shape[-2], rhs.shape[-1]), "MatMul", input=lhs, right=rhs
    )
    return reshape(layer, product)


def linear(layer: Layer, x: Operand, weight: Operand, bias: Operand | None) -> Value:
    """x @ weight^T + bias with the weight as [out, in]."""
    return layer.emit("MatMul", input=x, right=weight, bias=bias, right_transpose=True)
