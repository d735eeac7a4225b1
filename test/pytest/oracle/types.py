# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized types of values (section 3) and casts between types (section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oracle.chips import is_cv18
from oracle.numbers import bf16, bf16_truncated, f16, f32, half_away, round_to


@dataclass(frozen=True)
class Type:
    """A storage type: a float, or i8/u8 with real = scale * (stored - zp).

    `expressed` is the float type of the value that was quantized.
    """

    kind: str
    scale: float = 1.0
    zp: int = 0
    expressed: str = "f32"

    @property
    def integer(self) -> bool:
        """Whether the values are stored integers."""
        return self.kind in ("i8", "u8")

    @property
    def low(self) -> int:
        """The least stored integer."""
        return -128 if self.kind == "i8" else 0

    @property
    def high(self) -> int:
        """The greatest stored integer."""
        return 127 if self.kind == "i8" else 255

    def saturate(self, v):
        """The nearest integer of the type."""
        return np.clip(v, self.low, self.high).astype(np.int64)


def uniform(pair, chip: str, asymmetric: bool, expressed: str = "f32") -> Type:
    """The quantized type of a range."""
    low, high = pair
    signed = low < 0 or is_cv18(chip)
    kind = "i8" if signed else "u8"
    if not asymmetric:
        return Type(kind, high / (127 if signed else 255), 0, expressed)
    qmin, qmax = (-128, 127) if signed else (0, 255)
    scale = (high - low) / (qmax - qmin)
    exact = qmin - low / scale
    zp = int(half_away(exact))
    if exact < qmin:
        zp, scale = qmin, high / (qmax - qmin)
    elif exact > qmax:
        zp, scale = qmax, low / (qmin - qmax)
    return Type(kind, scale, zp, expressed)


def cast(values, source: Type, target: Type, chip: str, at_input: bool = False):
    """The stored values in another type; `at_input` for the f32 inputs of the network."""
    if source == target or (source.integer and target.integer):
        return values
    if target.integer:
        return _quantize(values, source, target, chip, at_input)
    if source.integer:
        return _dequantize(values, source, target, chip)
    if is_cv18(chip) and target.kind == "bf16":
        return bf16_truncated(values)
    return round_to(target.kind)(values)


def _quantize(values, source, target, chip, at_input):
    inverse = f32(1 / target.scale)
    x = np.asarray(values, f32)
    if is_cv18(chip) and not at_input:
        product = bf16(bf16_truncated(x) * bf16(inverse))
        return target.saturate(np.rint(product))
    rounding = {"f16": f16, "bf16": bf16, "f32": lambda v: v}[source.kind]
    product = rounding(x * rounding(inverse))
    return target.saturate(half_away(product) + target.zp)


def _dequantize(values, source, target, chip):
    centred = (np.asarray(values) - source.zp).astype(f32)
    scale = f32(source.scale)
    if is_cv18(chip):
        return bf16(centred * bf16(scale))
    if target.kind == "f16":
        return f16(f16(scale) * f16(centred))
    if target.kind == "bf16":
        return bf16(bf16(scale) * bf16(centred))
    return scale * centred
