# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where and how two tensors of one name differ: statistics of both, and the worst element."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

_Tensor = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Statistics:
    """Of the elements of a tensor that are finite; NaN if there are none. `std` is population's."""

    minimum: float
    maximum: float
    mean: float
    std: float

    @staticmethod
    def of(tensor: _Tensor) -> Statistics:
        """The statistics of a tensor of any real type, taken in float64."""
        values = np.asarray(tensor, np.float64)
        values = values[np.isfinite(values)]
        if not values.size:
            return Statistics(math.nan, math.nan, math.nan, math.nan)
        return Statistics(*(float(f(values)) for f in (np.min, np.max, np.mean, np.std)))

    def __str__(self) -> str:
        low, high, mean, std = astuple(self)
        return f"min {low:.6g}, max {high:.6g}, mean {mean:.6g}, std {std:.6g}"


@dataclass(frozen=True)
class Difference:
    """Two tensors side by side.

    `largest` is the largest absolute difference of elements, `place` the index where it is, in
    the shape of the reference, `pair` the two elements there. A NaN or an infinity on one side
    only is infinitely different.
    """

    ours: Statistics
    theirs: Statistics
    largest: float
    place: tuple[int, ...]
    pair: tuple[float, float]

    @staticmethod
    def between(actual: _Tensor, reference: _Tensor) -> Difference | None:
        """The difference of tensors with equally many elements; None otherwise or of none."""
        if actual.size != reference.size or not actual.size:
            return None
        a, b = (np.asarray(t, np.float64).reshape(-1) for t in (actual, reference))
        with np.errstate(invalid="ignore"):
            distances = np.abs(a - b)
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        distances = np.where(same, 0.0, np.where(np.isnan(distances), np.inf, distances))
        worst = int(np.argmax(distances))
        place = tuple(int(i) for i in np.unravel_index(worst, reference.shape))
        return Difference(
            Statistics.of(actual),
            Statistics.of(reference),
            float(distances[worst]),
            place,
            (float(a[worst]), float(b[worst])),
        )

    def describe(self) -> str:
        """Three lines: ours, the original's, the worst element."""
        return (
            f"  ours:     {self.ours}\n"
            f"  original: {self.theirs}\n"
            f"  largest difference {self.largest:.6g} at {list(self.place)}: "
            f"{self.pair[0]:.6g}, in the original {self.pair[1]:.6g}"
        )
