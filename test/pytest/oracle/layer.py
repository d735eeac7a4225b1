# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an operator's arithmetic is given: the layer, its types, its stored operands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from oracle.chips import is_cv18
from oracle.graph import Node
from oracle.numbers import f32, half_up, multiply_quantized, shift_right
from oracle.types import Type


@dataclass
class Layer:
    """A layer about to be computed.

    `values` are the operands that are not weights, `types` theirs; `constants` are all weights.
    """

    node: Node
    chip: str
    asymmetric: bool
    types: list[Type]
    values: list[Any]
    constants: list[np.ndarray]
    out: Type
    #: the upper ends of the ranges: of the operands, of the result
    thresholds: list[float]
    threshold: float
    shape: tuple[int, ...]
    #: the operands cast to f32 instead
    exact: list[Any]

    @property
    def cv18(self) -> bool:
        """Whether the chip is of the cv18xx family."""
        return is_cv18(self.chip)

    @property
    def bm1684(self) -> bool:
        """Whether the chip is bm1684."""
        return self.chip == "bm1684"

    def centred(self, i: int):
        """The stored operand without its zero point."""
        return self.values[i].astype(np.int64) - self.types[i].zp

    def taken(self, i: int):
        """The operand as element-wise operations take it: symmetric ones as it is stored."""
        return self.centred(i) if self.asymmetric else self.values[i].astype(np.int64)

    def scale_ratio(self, i: int = 0) -> float:
        """The operand's scale over the result's."""
        return self.types[i].scale / self.out.scale

    def relu(self, v, zero=0):
        """The fused rectifier."""
        return np.maximum(v, zero) if self.node.get("do_relu", False) else v


def per_row(parameters, rank: int):
    """Parameters of rows (axis 1), shaped to meet a tensor of that rank."""
    return np.asarray(parameters).reshape(1, -1, *[1] * (rank - 2))


def requantize(v, m, r, chip: str, mode="HU"):
    """MultiplierShift in the arithmetic of the chip."""
    if is_cv18(chip):
        product = (np.asarray(v, f32) * f32(m)).astype(f32)
        return half_up(product / f32(2.0**r)).astype(np.int64)
    return shift_right(np.asarray(v, np.int64) * m, r, mode)


def qdm(v, m, r, mode="HAZ"):
    """The fixed-point product of cv18xx."""
    return multiply_quantized(v, m, -np.asarray(r), mode)
