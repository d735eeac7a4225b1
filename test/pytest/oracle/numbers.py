# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rounding, shifts and number formats (section 0) and the scale decompositions (section 4.1)."""

from __future__ import annotations

import math

import numpy as np

f32 = np.float32


def half_away(x):
    """C's round(): halves away from zero; exact for halves just below 0.5."""
    x = np.asarray(x, np.float64)
    whole = np.trunc(x)
    return whole + np.where(np.abs(x - whole) >= 0.5, np.sign(x), 0)


def half_up(x):
    """floor(x + 0.5)."""
    return np.floor(np.asarray(x, np.float64) + 0.5)


def shift_right(v, s, mode="HU"):
    """RSR: v >> s with rounding, v << -s for negative s; arrays of int64."""
    v, s = np.broadcast_arrays(np.asarray(v, np.int64), np.asarray(s, np.int64))
    s = np.minimum(s, 63)
    right = np.maximum(s, 0)
    q = v >> right
    rem = v - (q << right)
    half = np.where(right > 0, np.int64(1) << np.maximum(right - 1, 0), 1)
    if mode == "HU":
        up = rem >= half
    elif mode == "HAZ":
        up = np.where(v >= 0, rem >= half, rem > half)
    else:
        assert mode == "DOWN", mode
        up = np.zeros(v.shape, bool)
    return np.where(s > 0, q + up, v << np.maximum(-s, 0))


def multiply_quantized(x, m, e, mode):
    """MBQM: x * m / 2**31, rounded half up, then shifted right by -e."""
    x = np.asarray(x, np.int64) << np.maximum(e, 0)
    y = shift_right(x * np.asarray(m, np.int64), 31, "HU")
    y = np.clip(y, -(2**31), 2**31 - 1)
    return shift_right(y, np.maximum(-np.asarray(e), 0), mode)


def f16(x):
    """F16(x), as f32."""
    with np.errstate(over="ignore"):
        return np.asarray(x, f32).astype(np.float16).astype(f32)


def bf16(x):
    """BF16(x) to nearest even, as f32."""
    bits = np.asarray(x, f32).view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + ((bits >> np.uint64(16)) & np.uint64(1))) & np.uint64(0xFFFF0000)
    return rounded.astype(np.uint32).view(f32).reshape(np.shape(x))


def bf16_truncated(x):
    """BF16t(x): the low 16 bits dropped."""
    bits = np.asarray(x, f32).view(np.uint32) & np.uint32(0xFFFF0000)
    return bits.view(f32).reshape(np.shape(x))


def round_to(kind):
    """The rounding of a float storage type."""
    return {"f16": f16, "bf16": bf16, "f32": lambda x: np.asarray(x, f32)}[kind]


def scale_shift(x, bits, first=-32):
    """GSS; GSSP with first=0. (multiplier, rshift)."""
    x = float(f32(x))
    limit = 2**31 - 1 if bits == 32 else 127
    best, best_error = (0, first), math.inf
    for n in range(first, 31):
        m = int(half_away(x * 2.0**n))
        error = float(f32(abs(m / 2.0**n - x)))
        if abs(m) < limit and error < best_error:
            best, best_error = (m, n), error
    return best


def positive_scale_shift(x):
    """GSSP(x, 8)."""
    return scale_shift(x, 8, 0)


def multiplier_shift(q, most=127):
    """RSM: (multiplier, rshift)."""
    q = float(q)
    if q > most:
        return most, 0
    for r in range(64):
        if q * 2.0 ** (r + 1) >= most:
            return math.trunc(q * 2.0**r), r
    return 0, 0


def fraction_shift(d):
    """QM: (31-bit multiplier, rshift)."""
    d = float(d)
    if d >= 1:
        d = 0.999999
    if d == 0:
        return 0, 0
    fraction, e = math.frexp(d)
    m = int(half_away(fraction * 2.0**31))
    if m == 2**31:
        m, e = 2**30, e + 1
    if e < -31:
        return 0, 0
    return (2**31 - 1, -30) if e > 30 else (m, -e)


def weight_shift(w, si, so):
    """RS1, bm1684."""
    d, m = float(w) * si / so, 0
    if d <= 0:
        return 0
    while d < 127:
        d, m = d * 2, m + 1
        if m > 40:
            break
    return 31 if m > 32 else m - 1


def coefficient_shift(c, si, so):
    """RS2, bm1684."""
    return min(31, math.floor(math.log(127 / (abs(c) * si / so)) / math.log(2)))
