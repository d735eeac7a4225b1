# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The fixed-point and float primitives against exact integers, fractions, numpy and ml_dtypes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import numbers
from oracle.types import uniform

from tpuc import quant
from tpuc.errors import TpucError

ROUNDINGS = get_args(quant.Rounding)
INT64 = st.integers(-(2**63), 2**63 - 1)
INT32 = st.integers(-(2**31), 2**31 - 1)
#: Factors as they arise: ratios of scales, over far more than the range of real networks.
FACTORS = st.builds(
    lambda m, e: m * 2.0**e, st.floats(1, 2, exclude_max=True), st.integers(-45, 20)
)


def exactly(x: Fraction, rounding: str) -> int:
    """A fraction as an integer, by the definition of the rounding."""
    below, above = math.floor(x), math.ceil(x)
    if rounding in ("down", "up", "towards_zero"):
        return {"down": below, "up": above, "towards_zero": math.trunc(x)}[rounding]
    if x - below != Fraction(1, 2):
        return below if x - below < Fraction(1, 2) else above
    return {
        "half_up": above,
        "half_down": below,
        "half_to_even": below if below % 2 == 0 else above,
        "half_away_from_zero": above if x > 0 else below,
    }[rounding]


@given(INT64, st.integers(0, 200), st.sampled_from(ROUNDINGS))
@example(-(2**63), 63, "half_up")
@example(-(2**63), 64, "half_away_from_zero")
@example(2**63 - 1, 63, "up")
def test_right_shifts(value, shift, rounding):
    want = exactly(Fraction(value, 2 ** min(shift, 63)), rounding)
    assert quant.round_shift(value, shift, rounding) == want


@given(st.integers(0, 62), st.data(), st.sampled_from(ROUNDINGS))
def test_negative_shifts_are_exact(shift, data, rounding):
    value = data.draw(st.integers(-(2 ** (62 - shift)), 2 ** (62 - shift)))
    assert quant.round_shift(value, -shift, rounding) == value << shift


@given(st.integers(-(2**40), 2**40), st.integers(1, 20))
def test_halves_are_where_roundings_differ(whole, shift):
    half = (2 * whole + 1) << (shift - 1)
    got = {r: int(quant.round_shift(half, shift, r)) for r in ROUNDINGS}
    assert got["half_up"] == got["up"] == whole + 1
    assert got["half_down"] == got["down"] == whole
    assert got["half_to_even"] % 2 == 0
    assert abs(got["half_away_from_zero"]) == abs(got["towards_zero"]) + 1


@given(st.floats(-(2.0**62), 2.0**62), st.sampled_from(ROUNDINGS))
@example(0.49999999999999994, "half_away_from_zero")
@example(-0.5, "half_up")
@example(2.5, "half_to_even")
def test_floats_to_integers(value, rounding):
    want = exactly(Fraction(value), rounding)
    # These two are by definition sums of floats, rounded before floor and ceil.
    if rounding == "half_up":
        want = math.floor(value + 0.5)
    elif rounding == "half_down":
        want = math.ceil(value - 0.5)
    assert quant.to_int(value, rounding) == want


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2.0**63, 1e300, -1e300])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_what_no_integer_holds(value, rounding):
    assert quant.to_int(value, rounding) == -(2**63)


@given(INT32, st.integers(0, 2**31 - 1), st.integers(-31, 31), st.sampled_from(ROUNDINGS))
@example(-(2**31), 2**31 - 1, 0, "half_up")
def test_quantized_multipliers(value, multiplier, exponent, rounding):
    shifted = value << max(exponent, 0)
    shifted = (shifted + 2**31) % 2**32 - 2**31  # in 32 bits
    high = exactly(Fraction(shifted * multiplier, 2**31), "half_up")
    high = min(max(high, -(2**31)), 2**31 - 1)
    want = exactly(Fraction(high, 2 ** max(-exponent, 0)), rounding)
    got = quant.multiply_by_quantized_multiplier(value, multiplier, exponent, rounding)
    assert got == want


@given(INT64)
@pytest.mark.parametrize(("storage", "low", "high"), [("i8", -128, 127), ("u8", 0, 255)])
def test_saturation(storage, low, high, value):
    assert quant.saturate(value, storage) == min(max(value, low), high)
    assert quant.saturate([value], "i16")[0] == min(max(value, -(2**15)), 2**15 - 1)
    assert quant.saturate([value], "i32")[0] == min(max(value, -(2**31)), 2**31 - 1)


@given(st.lists(FACTORS, min_size=1, max_size=8), st.booleans())
@settings(max_examples=200)
def test_scale_and_shift(factors, negative):
    """GSS, GSS8, GSSP: the best and then the smallest shift, by trying all of them."""
    factors = [-f for f in factors] if negative else factors
    for kind, bits, first in (("GSS", 32, -32), ("GSS8", 8, -32), ("GSSP", 8, 0)):
        got = zip(*quant.decompose(factors, kind), strict=True)
        for factor, pair in zip(factors, got, strict=True):
            x, limit = Fraction(float(np.float32(factor))), 2**31 - 1 if bits == 32 else 127
            best = None
            for n in range(first, 31):
                m = exactly(x * Fraction(2) ** n, "half_away_from_zero")
                error = np.float32(float(abs(Fraction(m) / Fraction(2) ** n - x)))
                if abs(m) < limit and (best is None or error < best[0]):
                    best = (error, m, n)
            want = best[1:] if best else (0, first)
            assert pair == want, (kind, factor)


@given(FACTORS)
def test_scale_and_shift_is_close(factor):
    """What the multiplier can express, it expresses to half a unit of its last place."""
    x = float(np.float32(factor))
    for kind, bits in (("GSS", 31), ("GSS8", 7)):
        m, s = (int(v) for v in quant.decompose(x, kind))
        if 2.0**-30 <= x < 2.0**20:
            assert abs(m * 2.0**-s - x) <= x * 2.0 ** -(bits - 1) + 2.0**-31
        assert m % 2 == 1 or m == 0 or s == -32


@given(st.floats(0, 300, width=32))
@example(127.0)
@example(126.99999237060547)
def test_right_shift_multiplier(factor):
    """RSM: the largest multiplier of 7 bits, truncated."""
    m, s = (int(v) for v in quant.decompose(factor, "RSM"))
    x = Fraction(factor)
    if x > 127:
        assert (m, s) == (127, 0)
        return
    shifts = [r for r in range(64) if x * 2 ** (r + 1) >= 127]
    assert (m, s) == ((math.trunc(x * 2 ** shifts[0]), shifts[0]) if shifts else (0, 0))


@given(st.floats(0, 2, allow_subnormal=False))
@example(1 - 2.0**-53)
@example(0.5 - 2.0**-54)
@example(2.0**-32)
@example(2.0**-33)
def test_quantized_multiplier(factor):
    """QM: a mantissa of 31 bits."""
    m, s = (int(v) for v in quant.decompose(factor, "QM"))
    x = Fraction(0.999999 if factor >= 1 else factor)
    if x == 0:
        assert (m, s) == (0, 0)
        return
    e = 0
    while x * Fraction(2) ** -e < Fraction(1, 2):
        e -= 1
    while x * Fraction(2) ** -e >= 1:
        e += 1
    mantissa = exactly(x * Fraction(2) ** (31 - e), "half_away_from_zero")
    if mantissa == 2**31:
        mantissa, e = 2**30, e + 1
    assert (m, s) == ((0, 0) if e < -31 else (mantissa, -e))


@given(FACTORS)
def test_weight_shifts(ratio):
    shift = int(quant.weight_shift(ratio, 1.0, 1.0))
    assert shift == numbers.weight_shift(ratio, 1.0, 1.0)
    assert (shift == -1) == (ratio >= 127)
    if 0 <= shift < 31:  # the last shift at which 7 bits hold it
        assert ratio * 2.0**shift < 127 <= ratio * 2.0 ** (shift + 1)
    by_logarithm = int(quant.weight_shift(-ratio, 1.0, 1.0, "RS2"))
    if abs(math.log2(127 / ratio) - round(math.log2(127 / ratio))) > 1e-9:
        assert by_logarithm == min(31, math.floor(math.log2(127 / ratio)))


def test_every_half_pattern():
    patterns = np.arange(2**16, dtype=np.uint32).astype(np.uint16)
    values = patterns.view(np.float16).astype(np.float32)
    np.testing.assert_array_equal(quant.round_float(values, "f16"), values)
    # Between neighbours: the middle goes to the even one, its neighbours to the nearer ones.
    middle = (values[:0x7BFF] + values[1:0x7C00]) / 2
    for x in (middle, np.nextafter(middle, np.float32(0)), np.nextafter(middle, np.float32(1e9))):
        for signed in (x, -x):
            want = signed.astype(np.float16).astype(np.float32)
            np.testing.assert_array_equal(quant.round_float(signed, "f16"), want)


def test_every_bfloat16_pattern():
    dtypes = pytest.importorskip("ml_dtypes", reason="bfloat16 of numpy is in ml_dtypes")
    patterns = np.arange(2**16, dtype=np.uint32)
    values = (patterns << 16).view(np.float32)
    kept = quant.round_float(values, "bf16")
    nan = np.isnan(values)
    np.testing.assert_array_equal(kept[~nan].view(np.uint32), (patterns << 16)[~nan])
    assert (kept[nan].view(np.uint32) == 0x7FFF0000).all()
    np.testing.assert_array_equal(
        quant.round_float(values, "bf16_truncated").view(np.uint32), patterns << 16
    )
    for low in (0x7FFF, 0x8000, 0x8001, 0xFFFF):
        between = ((patterns << 16) | np.uint32(low)).view(np.float32)[~nan]
        want = between.astype(dtypes.bfloat16).astype(np.float32)
        np.testing.assert_array_equal(quant.round_float(between, "bf16"), want)


def test_random_floats():
    """A million f32 patterns of all kinds, subnormal, infinite and NaN ones among them."""
    dtypes = pytest.importorskip("ml_dtypes", reason="bfloat16 of numpy is in ml_dtypes")
    bits = np.random.default_rng(5).integers(0, 2**32, 1_000_000, dtype=np.uint32)
    bits[:6] = (0x7F800000, 0xFF800000, 0x7FC00000, 0x00000001, 0x80000000, 0x7F7FFFFF)
    x = bits.view(np.float32)
    with np.errstate(all="ignore"):
        half, brain = x.astype(np.float16), x.astype(dtypes.bfloat16)
    np.testing.assert_array_equal(quant.round_float(x, "f16"), half.astype(np.float32))
    brain = brain.astype(np.float32)
    np.testing.assert_array_equal(quant.round_float(x, "bf16"), brain)
    largest = np.uint32(0x7F7F0000).view(np.float32)
    number = ~np.isnan(x)  # the text says nothing of NaN on cv18xx
    want = np.where(np.isfinite(brain), brain, largest)
    np.testing.assert_array_equal(quant.round_float(x, "bf16_cv18")[number], want[number])
    truncated = (bits & np.uint32(0xFFFF0000)).view(np.float32)
    np.testing.assert_array_equal(quant.round_float(x, "bf16_truncated"), truncated)


@given(st.floats(-100, 50), st.floats(1e-3, 100), st.booleans())
def test_uniform_types(low, width, asymmetric):
    high = low + width
    if high <= 0:
        return
    got = quant.uniform(low, high, asymmetric)
    want = uniform((low, high), "bm1684x", asymmetric)
    assert (got.scale, got.zero_point, got.signed) == (want.scale, want.zp, want.kind == "i8")
    assert (-128 if got.signed else 0) <= got.zero_point <= (127 if got.signed else 255)


def test_arrays_are_broadcast():
    got = quant.round_shift(np.arange(6).reshape(2, 3), [0, 1, 2])
    np.testing.assert_array_equal(got, [[0, 1, 1], [3, 2, 1]])
    assert quant.round_shift([], 3).shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quant.round_shift(1.5, 1), "values: an array of float64, expected integers"),
        (lambda: quant.round_shift(1, 2**40), "shifts: one does not fit in 32 bits"),
        (lambda: quant.round_shift(1, 1, "nearest"), "'nearest' is none of half_up, half_down"),
        (lambda: quant.multiply_by_quantized_multiplier(1, -1, 0), "multipliers: a negative one"),
        (lambda: quant.multiply_by_quantized_multiplier(1, 1, 32), "exponents: one is outside"),
        (lambda: quant.decompose([1, math.nan], "GSS"), "factors: NaN or infinity"),
        (lambda: quant.decompose(-1, "RSM"), "factors: -1.0 is negative, which RSM"),
        (lambda: quant.decompose(1, "gss"), "'gss' is none of GSS, GSS8"),
        (lambda: quant.weight_shift(1, 0, 1), "scales: one is not positive"),
        (lambda: quant.weight_shift(0, 1, 1, "RS2"), "RS2 of 0 is not defined"),
        (lambda: quant.uniform(1, 0), "range 1..0: the maximum must be positive"),
        (lambda: quant.saturate(1, "i7"), "'i7' is none of i8, u8, i16, i32"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(TpucError) as error:
        call()
    assert message in str(error.value)
