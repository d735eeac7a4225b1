# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Attr, Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import reshape_part


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


def fold(layer: Layer, x: Operand, image: Sequence[int], window: Window) -> Value:
    """The sum of windows `[N, C * elements, windows]` at their places in `[N, C, *image]`.

    A transposed convolution, channel by channel, in which element `i` of the window has a filter
    that is 1 at place `i`.
    """
    rank, elements = len(image), math.prod(window.kernel)
    if not 1 <= rank <= 3:
        raise Unsupported(f"{rank} dimensions")
    channels = x.shape[1] // elements
    counts, missing = [], []
    for i, size in enumerate(image):
        reach = size + window.pads[i] + window.pads[rank + i]
        room = reach - window.dilations[i] * (window.kernel[i] - 1) - 1
        counts.append(room // window.strides[i] + 1)
        missing.append(room % window.strides[i])
    spread = reshape_part(layer, "windows", x, (*x.shape[:2], *counts))
    ones = np.eye(elements).reshape(1, elements, 1, *window.kernel)
    filters = np.broadcast_to(ones, (channels, *ones.shape[1:])).reshape(-1, 1, *window.kernel)
    operands = (spread, layer.constant("filter", filters), None)
    return deconv(layer, operands, window, channels, missing)


def deform_conv(
    layer: Layer,
    operands: tuple[Operand, Operand, Operand | None],
    moves: tuple[Operand, Operand | None],
    window: Window,
    groups: tuple[int, int],
) -> Value:
    """Deformable convolution of input, filter and bias; `moves` are offset and mask.

    `groups` are those of the convolution and those of the offsets.
    """
    (x, weight, bias), (offset, mask) = operands, moves
    if x.rank != 4:
        raise Unsupported(f"an input of rank {x.rank}")
    kernel = window.kernel
    shape = (*x.shape[:2], *(n * k for n, k in zip(layer.shape[2:], kernel, strict=True)))
    fields = {**window.fields(), "offset_group": groups[1]}
    gathered = layer.part(
        "gathered", shape, "DeformGather", input=x, offset=offset, mask=mask, **fields
    )
    return conv(layer, gathered, weight, bias, Window.make(kernel, kernel), groups[0])
