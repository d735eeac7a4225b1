# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators that move values, of whatever type."""

from __future__ import annotations

import numpy as np

from oracle.layer import Layer
from oracle.numbers import f32, half_away


def reshape(layer: Layer):
    """Reshape, Squeeze and Unsqueeze."""
    return layer.values[0].reshape(layer.shape)


def permute(layer: Layer):
    """Dimensions in another order."""
    return layer.values[0].transpose(layer.node.get("order"))


def slice_(layer: Layer):
    """A strided part; an end of -1 behind a negative step is before the first element."""
    x = layer.values[0]
    index = []
    for axis in range(x.ndim):
        o, e, s = (layer.node.get(k)[axis] for k in ("offset", "ends", "steps"))
        index.append(slice(o, None if s < 0 and e < 0 else e, s))
    return x[tuple(index)]


def pad(layer: Layer):
    """Pad; the constant is quantized as the values are."""
    x, paddings = layer.values[0], layer.node.get("paddings")
    widths = list(zip(paddings[: x.ndim], paddings[x.ndim :], strict=True))
    mode = layer.node.get("mode", "constant")
    if mode != "constant":
        return np.pad(x, widths, mode="edge" if mode == "edge" else "reflect")
    value = layer.node.get("val", 0.0)
    if layer.out.integer:
        x = x.astype(np.int64)
        value = layer.out.saturate(half_away(value / layer.out.scale) + layer.out.zp)
    cropped = x[
        tuple(slice(max(-b, 0), x.shape[i] - max(-e, 0)) for i, (b, e) in enumerate(widths))
    ]
    grown = [(max(b, 0), max(e, 0)) for b, e in widths]
    return np.pad(cropped, grown, constant_values=value if layer.out.integer else f32(value))


def depth_to_space(layer: Layer):
    """Channels to space, or back."""
    x, get = layer.values[0], layer.node.get
    n, c, h, w = x.shape
    bh, bw = get("block_h"), get("block_w")
    if get("is_inversed", False):
        split = x.reshape(n, c, h // bh, bh, w // bw, bw)
        order = (0, 1, 3, 5, 2, 4) if get("is_crd", False) else (0, 3, 5, 1, 2, 4)
        return split.transpose(order).reshape(layer.shape)
    if get("is_crd", False):
        return x.reshape(n, -1, bh, bw, h, w).transpose(0, 1, 4, 2, 5, 3).reshape(layer.shape)
    return x.reshape(n, bh, bw, -1, h, w).transpose(0, 3, 4, 1, 5, 2).reshape(layer.shape)


def tile(layer: Layer):
    """The tensor repeated."""
    return np.tile(layer.values[0], layer.node.get("repeats"))


def upsample(layer: Layer):
    """Rows and columns repeated."""
    x = layer.values[0].repeat(layer.node.get("scale_h"), axis=-2)
    return x.repeat(layer.node.get("scale_w"), axis=-1)


MOVES = {
    "Reshape": reshape,
    "Squeeze": reshape,
    "Unsqueeze": reshape,
    "Permute": permute,
    "Slice": slice_,
    "Pad": pad,
    "DepthToSpace": depth_to_space,
    "Tile": tile,
    "Upsample": upsample,
}
