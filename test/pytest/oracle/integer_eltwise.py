# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums, products, comparisons, rectifiers and pools in integers (4.4, section 6)."""

from __future__ import annotations

import math

import numpy as np

from oracle import windows
from oracle.integer_linear import StaysFloat
from oracle.layer import Layer, per_row, qdm, requantize
from oracle.numbers import (
    coefficient_shift,
    f32,
    fraction_shift,
    half_away,
    half_up,
    multiplier_shift,
    positive_scale_shift,
    scale_shift,
    shift_right,
)
from oracle.types import Type


def add(layer: Layer, second=1):
    """Add; Sub with second=-1."""
    if layer.cv18:
        return _add_cv18(layer, (1, second))
    if layer.constants:
        _store_constant(layer)
    total = 0
    for i, sign in enumerate((1, second)):
        if layer.bm1684:
            r = max(coefficient_shift(1.0, layer.types[i].scale, layer.out.scale), 0)
            m = int(np.clip(half_away(f32(2.0**r * layer.scale_ratio(i))), -128, 127))
        else:
            m, r = positive_scale_shift(layer.scale_ratio(i))
        total = total + sign * shift_right(layer.taken(i) * m, r, "HU")
    return layer.out.saturate(layer.relu(total) + layer.out.zp)


def _store_constant(layer: Layer):
    """Makes a constant operand one of integers."""
    c = layer.constants[0].astype(np.float64)
    largest = float(np.abs(c).max())
    most = 127 if c.min() < 0 else 255
    stored = half_away(layer.constants[0] * f32(most / largest)).astype(np.int64)
    place = 0 if layer.node.get("weight_first") else 1
    layer.types.insert(place, Type("i8" if most == 127 else "u8", largest / most))
    layer.values.insert(place, stored)


def sub(layer: Layer):
    """Sub."""
    return add(layer, -1)


def _add_cv18(layer: Layer, signs):
    factors = [
        float(f32(s * t / layer.threshold)) for s, t in zip(signs, layer.thresholds, strict=True)
    ]
    r = multiplier_shift(max(abs(q) for q in factors))[1]
    v = 0
    for i, q in enumerate(factors):
        m = int(np.array(math.trunc(q * 2.0**r)).astype(np.int8))
        v = v + layer.values[i].astype(np.int64) * m
    v = layer.relu(v)
    return layer.out.saturate(half_up(v / 2.0**r))


def mul(layer: Layer):
    """Product of two activations."""
    v = layer.relu(layer.taken(0) * layer.taken(1))
    factor = layer.types[0].scale * layer.types[1].scale / layer.out.scale
    if layer.cv18:
        return layer.out.saturate(qdm(v, *fraction_shift(factor)))
    m, r = scale_shift(factor, 8)
    if layer.bm1684:
        if m < 0:
            raise StaysFloat
        r = min(max(r, 0), 31)
    return layer.out.saturate(shift_right(v * m, r, "HU") + layer.out.zp)


def add_const(layer: Layer):
    """x + c."""
    c, so = layer.node.get("const_val"), layer.out.scale
    if layer.bm1684:
        r = max(coefficient_shift(1.0, layer.types[0].scale, so), 0)
        m = int(np.clip(half_away(2.0**r * layer.types[0].scale / so), -128, 127))
        constant = int(np.clip(half_away(c * 2.0**r / so), -32768, 32767))
    else:
        m, r = positive_scale_shift(layer.scale_ratio())
        constant = int(half_away(c / so)) << r
    # Of symmetric types only those of Quirk Q1 have a zero point.
    v = shift_right(layer.centred(0) * m + constant, r, "HU")
    return layer.out.saturate(layer.relu(v))


def mul_const(layer: Layer):
    """x * c (cv18xx has a table)."""
    c = layer.node.get("const_val")
    if layer.bm1684:
        r = max(coefficient_shift(c, layer.types[0].scale, layer.out.scale), 0)
        m = half_away(c * 2.0**r * layer.types[0].scale / layer.out.scale)
        m = int(np.clip(m, -128, 127))
    else:
        m, r = scale_shift(layer.scale_ratio() * c, 8)
    v = shift_right(layer.centred(0) * m, r, "HU") + layer.out.zp
    return layer.out.saturate(layer.relu(v) if layer.bm1684 else v)


def extremum(layer: Layer):
    """Max and Min of stored integers (Quirk Q4)."""
    function = np.maximum if layer.node.op == "Max" else np.minimum
    v = function(layer.values[0].astype(np.int64), layer.values[1].astype(np.int64))
    return layer.out.saturate(layer.relu(v, layer.out.zp))


def extremum_const(layer: Layer):
    """Max and Min with a constant."""
    function = np.maximum if layer.node.op == "MaxConst" else np.minimum
    c = layer.node.get("const_val")
    if layer.bm1684:
        constant = int(half_away(c / layer.out.scale * 64))
        v = shift_right(function(layer.centred(0) * 64, constant), 6, "HU")
        return layer.out.saturate(layer.relu(v))
    # Quirk Q5: the zero point is lost.
    v = function(layer.centred(0), int(half_away(c / layer.out.scale)))
    return layer.out.saturate(layer.relu(v))


def relu(layer: Layer):
    """A rectifier of its own."""
    return layer.out.saturate(np.maximum(layer.values[0], 0))


def leaky_relu(layer: Layer):
    """LeakyRelu."""
    q, alpha = layer.values[0].astype(np.int64), layer.node.get("alpha")
    if layer.cv18:
        tx, ty = layer.thresholds[0], layer.threshold
        ratio = float(f32(tx / ty))
        positive = (1, 0) if tx == ty else multiplier_shift(ratio)
        m, r = multiplier_shift(abs(f32(ratio * alpha)))
        negative = (int(math.copysign(m, alpha)), r)
        v = np.where(
            q >= 0, requantize(q, *positive, layer.chip), requantize(q, *negative, layer.chip)
        )
        return layer.out.saturate(v)
    m, r = scale_shift(alpha, 8)
    return layer.out.saturate(np.where(q >= 0, q, shift_right(q * m, r, "HU")))


def prelu(layer: Layer):
    """PRelu with a slope per channel, or one."""
    q = layer.values[0].astype(np.int64)
    slope = layer.constants[0].reshape(-1).astype(f32)
    positive = q
    if layer.cv18:
        ratio = f32(layer.thresholds[0] / layer.threshold)
        slope = slope * ratio
        if layer.thresholds[0] != layer.threshold:
            positive = requantize(q, *multiplier_shift(ratio), layer.chip)
    r = multiplier_shift(np.abs(slope).max())[1]
    if layer.cv18:
        stored = half_up(slope * 2.0**r).astype(np.int64).astype(np.int8).astype(np.int64)
    else:
        stored = np.trunc(slope * 2.0**r).astype(np.int64).astype(np.int8).astype(np.int64)
    m = per_row(stored, q.ndim)
    return layer.out.saturate(np.where(q < 0, shift_right(q * m, r, "HU"), positive))


def absolute(layer: Layer):
    """ABSVAL: not saturated (Quirk Q6)."""
    return np.abs(layer.values[0].astype(np.int64))


def max_pool(layer: Layer):
    """Largest stored integer of a window."""
    node = layer.node
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    dilations = node.get("dilations") or [1] * len(kernel)
    x = _windowed(layer, layer.values[0].astype(np.float64), kernel, strides, pads, -np.inf)
    parts = windows.taps(x, kernel, strides, dilations, layer.shape[2:])
    # Not saturated: the 128 of Quirk Q6 stays.
    return layer.relu(np.max([part for _, part in parts], axis=0), layer.out.zp)


def _windowed(layer, x, kernel, strides, pads, fill):
    sizes, dilations = layer.shape[2:], layer.node.get("dilations") or [1] * len(kernel)
    rank = len(kernel)
    extra = [
        max(
            0,
            (sizes[i] - 1) * strides[i]
            + dilations[i] * (kernel[i] - 1)
            + 1
            - (x.shape[2 + i] + pads[i] + pads[i + rank]),
        )
        for i in range(rank)
    ]
    return windows.padded(x, pads, fill, extra)


def avg_pool(layer: Layer):
    """Mean of a window, in single precision."""
    node, source = layer.node, layer.types[0]
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    area = math.prod(kernel)
    if layer.asymmetric and node.get("ceil_mode", False):
        raise NotImplementedError("the text does not say what an asymmetric ceil_mode counts")
    # Padding that is filled with the zero point counts.
    whole = node.get("count_include_pad", False) or (any(pads) and source.zp != 0)
    fill, ones = source.zp, np.ones(layer.values[0].shape)
    x = _windowed(layer, layer.values[0].astype(np.float64), kernel, strides, pads, fill)
    ones = _windowed(layer, ones, kernel, strides, pads, 0)
    one = [1] * len(kernel)
    total = sum(p for _, p in windows.taps(x, kernel, strides, one, layer.shape[2:]))
    count = sum(p for _, p in windows.taps(ones, kernel, strides, one, layer.shape[2:]))
    full = (total / (area if whole else count)).astype(f32)
    for k in kernel:
        full = (full * f32(k)).astype(f32)
    return _pooled(layer, full, area)


def _pooled(layer: Layer, full, area):
    source, out = layer.types[0], layer.out
    if layer.asymmetric:
        factor = source.scale / (area * out.scale)
        offset = out.zp - source.scale / out.scale * source.zp
        v = half_away((full.astype(np.float64) * factor + offset).astype(f32))
        return out.saturate(layer.relu(v, out.zp))
    if layer.bm1684:
        m, r = _inverse_area(area)
    elif layer.cv18:
        m, r = multiplier_shift(f32(layer.thresholds[0] / (layer.threshold * area)))
    else:
        m, r = scale_shift(source.scale / (out.scale * area), 8)
    u = (half_up if layer.cv18 else half_away)(full)
    return out.saturate(layer.relu(requantize(u, m, r, layer.chip)))


def _inverse_area(area):
    r = 0
    while half_away(2.0 ** (r + 1) / area) <= 255:
        r += 1
    m = int(half_away(2.0**r / area))
    while m % 2 == 0 and r > 0:
        m, r = m // 2, r - 1
    return m, r


def concat(layer: Layer):
    """Concat; operands of another scale are requantized first."""
    parts = []
    for i, q in enumerate(layer.values):
        q = q.astype(np.int64)
        parts.append(_joined_cv18(layer, i, q) if layer.cv18 else _joined(layer, i, q))
    return layer.out.saturate(np.concatenate(parts, axis=layer.node.get("axis")))


def _joined_cv18(layer: Layer, i, q):
    if abs(layer.thresholds[i] - layer.threshold) <= 1e-5:
        return q
    m, r = multiplier_shift(f32(layer.thresholds[i] / layer.threshold))
    return layer.out.saturate(requantize(q, m, r, layer.chip))


def _joined(layer: Layer, i, q):
    source, out = layer.types[i], layer.out
    if (source.kind, source.scale, source.zp) == (out.kind, out.scale, out.zp):
        return q
    m, r = positive_scale_shift(source.scale / out.scale)
    mode = "HU" if source.zp == 0 and out.zp == 0 else "HAZ"
    return out.saturate(shift_right((q - source.zp) * m, r, mode) + out.zp)


def reduce(layer: Layer):
    """cv18xx: mean, sum, max over axes."""
    node, q = layer.node, layer.values[0].astype(np.int64)
    axes = tuple(node.get("axes"))
    mode = node.get("mode")
    v = (np.max if mode == "max" else np.sum)(q, axis=axes)
    ratio = layer.thresholds[0] / layer.threshold
    if mode == "mean":
        ratio /= math.prod(q.shape[a] for a in axes)
    m, r = multiplier_shift(f32(ratio))
    if (m, r) != (1, 0):
        v = requantize(v, m, r, layer.chip)
    return Type("i8").saturate(v)
