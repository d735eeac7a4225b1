# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The chips' arithmetic on numpy arrays: the functions that lowering and kernels are made of.

Sections are those of docs/numerics.md. Operands are broadcast; results have their common shape.

    m, s = decompose([0.3, 0.01], "GSS")          # the multipliers of a convolution on bm1684x
    round_shift(np.int64(12345) * m, s)           # its requantization
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.mlir._mlir_libs import _tpuc

#: How a value between two integers becomes one of them: the nearest, with halves going up, down,
#: to the even number or away from zero; or always down (floor), up (ceil) or towards zero.
Rounding = Literal[
    "half_up", "half_down", "half_to_even", "half_away_from_zero", "down", "up", "towards_zero"
]
#: How a real factor becomes a multiplier and a shift (section 4.1). ``GSS``, ``GSS8``, ``GSSP``:
#: bm1684x with 32 bits, 8 bits, 8 bits and shifts that are not negative; ``RSM``, ``QM``: cv18xx.
Decomposition = Literal["GSS", "GSS8", "GSSP", "RSM", "QM"]
#: A shorter float type: ``f16`` and ``bf16`` of bm1684x, the other two of cv18xx.
FloatKind = Literal["f16", "bf16", "bf16_cv18", "bf16_truncated"]
#: An integer storage type.
Storage = Literal["i8", "u8", "i16", "i32"]

_RANGES = {"i8": (-128, 127), "u8": (0, 255), "i16": (-(2**15), 2**15 - 1)}
_RANGES["i32"] = (-(2**31), 2**31 - 1)
_Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Uniform:
    """A quantized type of 8 bits: real = scale * (stored - zero_point)."""

    scale: float
    zero_point: int
    signed: bool


def round_shift(
    values: npt.ArrayLike, shifts: npt.ArrayLike, rounding: Rounding = "half_up"
) -> _Ints:
    """``values / 2**shifts`` as integers (RSR, section 0).

    Args:
        values: 64-bit integers.
        shifts: 32-bit integers; negative ones shift left exactly and drop what leaves 64 bits, and
            those above 63 count as 63.
        rounding: how.
    """
    v, s = np.broadcast_arrays(_integers(values, 64, "values"), _integers(shifts, 32, "shifts"))
    out = np.empty(v.size, np.int64)
    _tpuc.quant_shift(_flat(v, np.int64), _flat(s, np.int32), out, _index(rounding, Rounding))
    return out.reshape(v.shape)


def to_int(values: npt.ArrayLike, rounding: Rounding = "half_away_from_zero") -> _Ints:
    """Floats as 64-bit integers; NaN and what does not fit become ``-2**63`` (Quirk Q8)."""
    v = np.asarray(values, np.float64)
    out = np.empty(v.size, np.int64)
    _tpuc.quant_to_int(_flat(v, np.float64), out, _index(rounding, Rounding))
    return out.reshape(v.shape)


def multiply_by_quantized_multiplier(
    values: npt.ArrayLike,
    multipliers: npt.ArrayLike,
    exponents: npt.ArrayLike,
    rounding: Rounding = "half_up",
) -> _Ints:
    """``values * multipliers * 2**(exponents - 31)``, saturated to 32 bits (MBQM, section 0).

    Args:
        values: 32-bit integers. A positive exponent shifts them left in 32 bits, and wraps.
        multipliers: integers in [0, 2**31).
        exponents: integers in [-31, 31]; minus the shift of ``decompose(..., "QM")``.
        rounding: of the last shift; the one by 31 rounds half up.
    """
    operands = [_integers(x, 32, n) for x, n in ((values, "values"), (multipliers, "multipliers"))]
    if (operands[1] < 0).any():
        raise TpucError("multipliers: a negative one; they are in [0, 2**31)")
    exponent = _integers(exponents, 32, "exponents")
    if (np.abs(exponent) > 31).any():
        raise TpucError("exponents: one is outside -31..31")
    v, m, e = np.broadcast_arrays(*operands, exponent)
    out = np.empty(v.size, np.int32)
    v32, m32, e32 = (_flat(x, np.int32) for x in (v, m, e))
    _tpuc.quant_multiply(v32, m32, e32, out, _index(rounding, Rounding))
    return out.reshape(v.shape).astype(np.int64)


def saturate(values: npt.ArrayLike, storage: Storage = "i8") -> _Ints:
    """The nearest integers that the storage type holds."""
    _index(storage, Storage)
    return np.clip(_integers(values, 64, "values"), *_RANGES[storage]).astype(np.int64)


def decompose(factors: npt.ArrayLike, kind: Decomposition) -> tuple[_Ints, _Ints]:
    """Multipliers and right shifts: ``factor = m * 2**-s``, of ``QM`` ``m * 2**(-31 - s)``.

    Args:
        factors: finite numbers, for ``RSM`` and ``QM`` not negative. ``QM`` takes 0.999999 for
            those of 1 and above.
        kind: which decomposition.
    """
    f = _finite(factors, "factors")
    if kind in ("RSM", "QM") and (f < 0).any():
        raise TpucError(f"factors: {f.min()} is negative, which {kind} cannot express")
    m, s = np.empty(f.size, np.int32), np.empty(f.size, np.int32)
    _tpuc.quant_decompose(_flat(f, np.float64), m, s, _index(kind, Decomposition))
    return m.reshape(f.shape).astype(np.int64), s.reshape(f.shape).astype(np.int64)


def weight_shift(
    weights: npt.ArrayLike,
    scales_in: npt.ArrayLike,
    scales_out: npt.ArrayLike,
    kind: Literal["RS1", "RS2"] = "RS1",
) -> _Ints:
    """The right shifts of bm1684, at most 31 (section 4.1).

    ``RS1`` brings the largest weight of a tensor to 7 bits, and is negative where no shift can;
    ``RS2`` does so for the coefficient of an element-wise operand. Scales are positive.
    """
    _index(kind, Literal["RS1", "RS2"])
    w, si, so = np.broadcast_arrays(
        _finite(weights, "weights"),
        _finite(scales_in, "scales_in"),
        _finite(scales_out, "scales_out"),
    )
    if (si <= 0).any() or (so <= 0).any():
        raise TpucError("scales: one is not positive")
    if kind == "RS2" and (w == 0).any():
        raise TpucError("weights: RS2 of 0 is not defined")
    out = np.empty(w.size, np.int32)
    flat_w, flat_si, flat_so = (_flat(x, np.float64) for x in (w, si, so))
    _tpuc.quant_weight_shift(flat_w, flat_si, flat_so, out, kind == "RS2")
    return out.reshape(w.shape).astype(np.int64)


def round_float(values: npt.ArrayLike, kind: FloatKind) -> npt.NDArray[np.float32]:
    """f32 numbers rounded to a shorter float type, as f32 (section 0).

    ``f16`` and ``bf16`` round to nearest even and overflow to infinity; NaN of ``bf16`` becomes
    0x7fff. ``bf16_cv18`` has neither: infinity becomes the largest finite number, and what becomes
    of NaN is not defined.
    ``bf16_truncated`` drops the low 16 bits.
    """
    v = np.asarray(values, np.float32)
    out = np.empty(v.size, np.float32)
    _tpuc.quant_round_floats(_flat(v, np.float32), out, _index(kind, FloatKind))
    return out.reshape(v.shape)


def uniform(minimum: float, maximum: float, asymmetric: bool = False) -> Uniform:
    """The quantized type of a calibrated range (section 3): signed where the minimum is negative.

    Symmetric types take their scale from `maximum`, the threshold, alone.
    """
    _finite([minimum, maximum], "the range")
    if maximum <= 0 or minimum > maximum:
        raise TpucError(f"range {minimum}..{maximum}: the maximum must be positive and not less")
    return Uniform(*_tpuc.quant_uniform(minimum, maximum, asymmetric))


def _index(word: str, literal: Any) -> int:
    words = get_args(literal)
    if word not in words:
        raise TpucError(f"'{word}' is none of {', '.join(words)}")
    return words.index(word)


def _flat(array: npt.NDArray[Any], dtype: type) -> npt.NDArray[Any]:
    return np.ascontiguousarray(array, dtype).reshape(-1)


def _integers(values: npt.ArrayLike, bits: int, what: str) -> _Ints:
    array = np.asarray(values)
    if not array.size:
        return array.astype(np.int64)
    if array.dtype.kind not in "iub" or array.dtype == np.uint64:
        raise TpucError(f"{what}: an array of {array.dtype}, expected integers of {bits} bits")
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    if int(array.min()) < low or int(array.max()) > high:
        raise TpucError(f"{what}: one does not fit in {bits} bits")
    return array.astype(np.int64)


def _finite(values: npt.ArrayLike, what: str) -> npt.NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    if not np.isfinite(array).all():
        raise TpucError(f"{what}: NaN or infinity, expected finite numbers")
    return array
