# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Integer weights, biases and multipliers of convolutions and matrix products (4.2, 4.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oracle.numbers import f32, fraction_shift, half_away, scale_shift, weight_shift


@dataclass
class Linear:
    """Stored filter [rows, ...], bias [rows] or None, multiplier and shift per row."""

    weight: np.ndarray
    bias: np.ndarray | None
    multiplier: np.ndarray
    shift: np.ndarray


def _rows(x, w):
    """A value per row, to be combined with weights."""
    return np.asarray(x).reshape(-1, *[1] * (w.ndim - 1))


def shift_only(w, b, si, so, at_least=None) -> Linear | None:
    """bm1684; None where the layer stays float."""
    shift = weight_shift(np.abs(w).max(), si, so)
    if at_least is not None:
        shift = max(shift, at_least)
    if shift < 0:
        return None
    bias = None
    if b is not None:
        while True:
            exact = half_away(b.astype(f32) * f32(2.0**shift / so))
            if np.mean((exact < -32768) | (exact > 32767)) <= 0.03 or shift == 0:
                break
            shift -= 1
        bias = np.clip(exact, -32768, 32767).astype(np.int64)
    stored = np.clip(half_away(w * f32(2.0**shift * si / so)), -128, 127).astype(np.int64)
    rows = w.shape[0]
    return Linear(stored, bias, np.ones(rows, np.int64), np.full(rows, shift))


def per_channel(w, b, si, so, zp, shortcut=True) -> Linear:
    """bm1684x convolutions; the bias corrects the input's zero point."""
    signed = w.min() < 0 or b is not None
    most = 127 if signed else 255
    rows = w.shape[0]
    scales = None
    if shortcut:
        for i in range(7):
            v = w.astype(np.float64) * 2**i
            low, high = (-128, 127) if signed else (0, 255)
            if np.all(v == np.rint(v)) and v.min() >= low and v.max() <= high:
                scales = np.full(rows, 2.0**-i)
                break
    if scales is None:
        largest = np.abs(w.reshape(rows, -1)).max(axis=1).astype(f32)
        scales = np.maximum(largest / f32(most), f32(1e-5)).astype(np.float64)
    stored = half_away(w / _rows(scales, w))
    stored = np.clip(stored, *((-128, 127) if signed else (0, 255))).astype(np.int64)
    # Quirk Q2.
    correction = zp * stored.reshape(rows, -1).sum(axis=1) * (1 if signed else 0)
    return Linear(stored, _bias(b, scales * si, correction, zp), *_factors(scales * si / so))


def _factors(factors):
    pairs = [scale_shift(x, 32) for x in factors]
    return np.array([m for m, _ in pairs]), np.array([r for _, r in pairs])


def _bias(b, scales, correction, zp):
    if b is not None:
        return half_away(b.astype(np.float64) / scales - correction).astype(np.int64)
    return -correction if zp != 0 else None


def per_tensor(w, b, si, so, zp) -> Linear:
    """bm1684x matrix products; rows are the columns of the right side."""
    scale = float(np.abs(w).max()) / 127
    stored = np.clip(half_away(w / scale), -128, 127).astype(np.int64)
    correction = zp * stored.sum(axis=1)
    bias = _bias(b, scale * si, correction, zp)
    rows = w.shape[0]
    m, r = scale_shift(si * scale / so, 32)
    return Linear(stored, bias, np.full(rows, m), np.full(rows, r))


def qdm(w, b, tx, ty, whole=False) -> Linear:
    """cv18xx; `whole` takes one factor for all rows (matrix products)."""
    rows = w.shape[0]
    tx, ty = f32(tx), f32(ty)
    largest = np.abs(w.reshape(rows, -1)).max(axis=1).astype(f32)
    if whole:
        q = f32(largest.max() * tx) / f32(f32(127) * ty)
        if b is not None:
            q = max([q, *(_bias_factor(x, ty) for x in b)])
        factors = [q] * rows
    else:
        factors = []
        for c in range(rows):
            q = f32(largest[c] * tx) / f32(f32(127) * ty)
            if q >= 1:
                q = f32(0.999999)
            if b is not None and q < _bias_factor(b[c], ty) < 1:
                q = f32(_bias_factor(b[c], ty))
            factors.append(q)
    out = Linear(np.zeros(w.shape, np.int64), None, np.zeros(rows, int), np.zeros(rows, int))
    if b is not None:
        out.bias = np.zeros(rows, np.int64)
    for c, q in enumerate(factors):
        m, r = fraction_shift(q)
        out.multiplier[c], out.shift[c] = m, r
        if m == 0:  # Quirk Q3.
            continue
        fw = f32(float(f32(tx / ty)) * 2.0 ** (r + 31) / m)
        out.weight[c] = np.clip(np.rint(w[c] * fw), -128, 127)
        if b is not None:
            fb = f32(float(f32(f32(127) / ty)) * 2.0 ** (r + 31) / m)
            out.bias[c] = min(max(math.floor(np.rint(b[c] * fb)), -(2**31)), 2**31 - 1)
    return out


def _bias_factor(b, ty):
    return float(f32(np.abs(b) * f32(127))) / (0x7FFFFFFF * 0.998 * float(ty))
