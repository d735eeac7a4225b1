# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What calibration methods look at: the histogram of a tensor's magnitudes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]


class LayerStatistics(Protocol):
    """What the runtime's `Statistics` says of one tensor after both passes over the samples."""

    @property
    def min(self) -> float:
        """The least value."""

    @property
    def max(self) -> float:
        """The greatest value."""

    @property
    def abs_max(self) -> float:
        """The largest magnitude."""

    @property
    def histogram(self) -> npt.NDArray[np.generic]:
        """Counts of ``|x|`` in equal bins that cover [0, abs_max]."""


@dataclass(frozen=True)
class Distribution:
    """A histogram of magnitudes over [0, `abs_max`], which must be positive."""

    counts: Floats  #: [bins] values whose magnitude lies in the bin
    abs_max: float  #: upper edge of the last bin
    signed: bool  #: whether a value is negative

    @staticmethod
    def of(statistics: LayerStatistics) -> Distribution:
        """The distribution that the statistics of one tensor describe."""
        counts = np.asarray(statistics.histogram, dtype=np.float64)
        return Distribution(counts, float(statistics.abs_max), statistics.min < 0)

    @property
    def bins(self) -> int:
        """The number of bins."""
        return len(self.counts)

    @property
    def width(self) -> float:
        """The width of a bin."""
        return self.abs_max / self.bins

    @property
    def centers(self) -> Floats:
        """[bins] the middle of each bin."""
        return (np.arange(self.bins, dtype=np.float64) + 0.5) * self.width

    @property
    def upper_edges(self) -> Floats:
        """[bins] the upper edge of each bin; the last is exactly `abs_max`."""
        edges: Floats = np.arange(1, self.bins + 1, dtype=np.float64) * self.width
        edges[-1] = self.abs_max
        return edges

    @property
    def levels(self) -> int:
        """Integer steps between 0 and the threshold: 127, or 255 when nothing is negative."""
        return 127 if self.signed else 255
