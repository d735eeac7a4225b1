# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolutions, transposed convolutions, matrix products and Scale in integers (section 6)."""

from __future__ import annotations

import numpy as np

from oracle import weights, windows
from oracle.layer import Layer, per_row, qdm
from oracle.numbers import coefficient_shift, f32, half_away, shift_right


class StaysFloat(Exception):
    """The layer has no integer form for these numbers."""


def _derive(layer: Layer, w, b, shortcut=True):
    si, so, zp = layer.types[0].scale, layer.out.scale, layer.types[0].zp
    if layer.bm1684:
        found = weights.shift_only(w, b, si, so)
        if found is None:
            raise StaysFloat
        return found
    if layer.cv18:
        return weights.qdm(w, b, layer.thresholds[0], layer.threshold)
    return weights.per_channel(w, b, si, so, zp, shortcut)


def _parts(layer: Layer):
    w = layer.constants[0]
    return w, layer.constants[1].reshape(-1) if len(layer.constants) > 1 else None


def _requantized(layer: Layer, t, stored, rank):
    m, r = per_row(stored.multiplier, rank), per_row(stored.shift, rank)
    return qdm(t, m, r) if layer.cv18 else shift_right(t * m, r, "HU")


def _with_bias(sums, bias, rank):
    total = sums.astype(f32)
    if bias is not None:
        total = total + per_row(bias, rank).astype(f32)
    return np.trunc(total.astype(np.float64)).astype(np.int64)


def conv(layer: Layer):
    """Conv2D; 3-D on bm1684 and bm1684x has forms of its own."""
    w, b = _parts(layer)
    rank = w.ndim
    if rank == 5:
        return _conv3d(layer, w, b)
    stored = _derive(layer, w, b)
    x = layer.values[0].astype(np.float64)
    sums = windows.conv(x, stored.weight.astype(np.float64), layer.node, layer.types[0].zp)
    v = _requantized(layer, _with_bias(sums, stored.bias, rank), stored, rank)
    return layer.out.saturate(layer.relu(v + layer.out.zp, layer.out.zp))


def _conv3d(layer: Layer, w, b):
    stored = _derive(layer, w, b)
    x = layer.values[0].astype(np.float64)
    sums = windows.conv(x, stored.weight.astype(np.float64), layer.node, layer.types[0].zp)
    if layer.bm1684:
        if stored.bias is not None:  # Quirk Q7.
            sums = sums + 2 * per_row(stored.bias, 5)
        v = shift_right(sums.astype(np.int64), per_row(stored.shift, 5), "HU")
        return layer.out.saturate(layer.relu(v))
    return _requant_axis(layer, _with_bias(sums, stored.bias, 5), stored, 5)


def _requant_axis(layer: Layer, t, stored, rank):
    m, r = per_row(stored.multiplier, rank), per_row(stored.shift, rank)
    v = shift_right(layer.relu(t) * m, r, "HAZ")
    return layer.out.saturate(v + layer.out.zp)


def deconv(layer: Layer):
    """Transposed convolution; bm1684x makes 32-bit sums and requantizes them apart."""
    w, b = _parts(layer)
    group, rank = layer.node.get("group", 1), w.ndim
    rows = w.shape[1] * group
    # [OC, C/group, kernel]: the scales are the output channels'.
    by_row = w.reshape(group, -1, *w.shape[1:]).swapaxes(1, 2).reshape(rows, -1, *w.shape[2:])
    stored = _derive(layer, by_row, b, shortcut=False)
    taken = stored.weight.reshape(group, w.shape[1], -1, *w.shape[2:]).swapaxes(1, 2)
    taken = taken.reshape(w.shape).astype(np.float64)
    # Gaps and padding count as the zero point.
    zp = layer.types[0].zp
    x = layer.values[0].astype(np.float64) - zp
    sums = windows.deconv(x, taken, layer.node, layer.shape[2:])
    sums = sums + zp * per_row(stored.weight.reshape(rows, -1).sum(axis=1), rank)
    if layer.chip == "bm1684x":
        return _requant_axis(layer, _with_bias(sums, stored.bias, rank), stored, rank)
    v = _requantized(layer, layer.relu(_with_bias(sums, stored.bias, rank)), stored, rank)
    # Quirk Q16: an unsigned result ends where a signed one does.
    return layer.out.saturate(np.clip(v, -128, 127))


def matmul(layer: Layer):
    """Matrix products: a constant right side, or two activations (bm1684x)."""
    node, out = layer.node, layer.out
    left = layer.values[0].astype(np.float64)
    if node.get("left_transpose", False):
        left = left.swapaxes(-1, -2)
    if len(layer.values) == 2:
        right = layer.values[1].astype(np.float64)
        if node.get("right_transpose", False):
            right = right.swapaxes(-1, -2)
        sums = layer.relu(np.matmul(left, right).astype(np.int64))
        m, r = weights.scale_shift(layer.types[0].scale * layer.types[1].scale / out.scale, 32)
        return out.saturate(shift_right(sums * m, r, "HU") + out.zp)
    w, b = _parts(layer)
    if not node.get("right_transpose", False):
        w = w.swapaxes(-1, -2)
    if w.ndim > 2:
        raise NotImplementedError("batched constant right side")
    si, so, zp = layer.types[0].scale, out.scale, layer.types[0].zp
    if layer.bm1684:
        stored = weights.shift_only(w, b, si, so, at_least=0)
    elif layer.cv18:
        stored = weights.qdm(w, b, layer.thresholds[0], layer.threshold, whole=True)
    else:
        stored = weights.per_tensor(w, b, si, so, zp)
    sums = np.matmul(left, stored.weight.T.astype(np.float64))
    if stored.bias is not None:
        sums = sums + stored.bias
    t = layer.relu(sums.astype(np.int64))
    m, r = stored.multiplier, stored.shift
    v = qdm(t, m, r) if layer.cv18 else shift_right(t * m, r, "HU")
    return out.saturate(v + out.zp)


def scale(layer: Layer):
    """bm1684's own Scale (other chips have a 1x1 depthwise convolution)."""
    factors, b = layer.constants
    rank = layer.values[0].ndim
    si, so = layer.types[0].scale, layer.out.scale
    out = np.zeros(layer.values[0].shape, np.int64)
    low, high = (-32768, 32767) if layer.out.kind == "i8" else (0, 65535)
    for c, (factor, bias) in enumerate(zip(factors.reshape(-1), b.reshape(-1), strict=True)):
        r = coefficient_shift(float(factor), si, so)
        while r > 0 and abs(half_away(float(bias) * 2.0**r / so)) > 32767:
            r -= 1
        offset = int(np.clip(half_away(float(bias) * 2.0**r / so), -32768, 32767))
        if r > 0:
            offset += 1 << (r - 1)
        m = int(np.clip(half_away(f32(factor) * f32(2.0**r * si / so)), -128, 127))
        t = np.clip(layer.values[0][:, c].astype(np.int64) * m + offset, low, high)
        out[:, c] = shift_right(t, r, "DOWN")
    assert rank >= 2
    return layer.out.saturate(layer.relu(out))
