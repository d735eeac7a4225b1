# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What calibration wants to know of every tensor, gathered while samples run."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.mlir._mlir_libs import _tpuc
from tpuc.runtime.session import ArrayLike, Session, check_samples


@dataclass(frozen=True)
class LayerStatistics:
    """The real numbers of one tensor, over all samples seen.

    Attributes:
        min: the least value; `min` and `max` are NaN when any value was.
        max: the greatest value.
        abs_max: the largest magnitude.
        sum: of all values, whatever bounds were set.
        sum_of_squares: of all values, whatever bounds were set.
        count: the number of values.
        zeros: how many of them are zero.
        histogram: [bins] counts of ``|x|`` in equal bins over [0, abs_max]; all zero before the
            second pass.
    """

    min: float
    max: float
    abs_max: float
    sum: float
    sum_of_squares: float
    count: int
    zeros: int
    histogram: npt.NDArray[np.int64]

    @property
    def mean(self) -> float:
        """The mean value."""
        return self.sum / self.count if self.count else 0.0


class Statistics:
    """Statistics of every tensor of a session, from two passes over the same samples.

    The memory needed does not grow with the number of samples, and the result does not depend on
    how they are divided into calls or threads.
    """

    def __init__(self, session: Session, bins: int = 2048) -> None:
        if bins < 1:
            raise TpucError(f"a histogram needs at least one bin, not {bins}")
        self._session = session
        self._bins = bins
        self._native = _tpuc.Statistics(session._native, bins)

    def observe_range(self, inputs: Mapping[str, ArrayLike]) -> None:
        """First pass: ranges and sums of every tensor."""
        self._observe(inputs, histogram=False)

    def observe_histogram(self, inputs: Mapping[str, ArrayLike]) -> None:
        """Second pass: histograms of magnitudes up to the largest of the first pass."""
        self._observe(inputs, histogram=True)

    def watch_rows(self, name: str, length: int, stride: int, hidden: float) -> None:
        """Before the first pass: look at the largest value of each row of a tensor.

        A row is `length` elements, `stride` apart. Those whose largest value is `hidden` or less
        are left out.
        """
        self._native.watch_rows(self._session.index(name), length, stride, hidden)

    def least_row_max(self, name: str) -> float:
        """The least of the largest values of the watched rows; infinite when there is none."""
        return float(self._native.least_row_max(self._session.index(name)))

    def set_bounds(self, name: str, low: float, high: float) -> None:
        """Between the passes: values outside [low, high] count as none, the range ends there."""
        self._native.set_bounds(self._session.index(name), low, high)

    def result(self) -> dict[str, LayerStatistics]:
        """The statistics by layer name, in the order of the network."""
        return {info.name: self._layer(i) for i, info in enumerate(self._session.tensors)}

    def _observe(self, inputs: Mapping[str, ArrayLike], histogram: bool) -> None:
        samples = check_samples(inputs, self._session.inputs)
        self._native.observe(samples.count, samples.arrays, samples.raw, histogram)

    def _layer(self, index: int) -> LayerStatistics:
        counts = np.zeros(self._bins, dtype=np.int64)
        self._native.histogram(index, counts)
        low, high, abs_max, total, squares, count, zeros = self._native.get(index)
        return LayerStatistics(low, high, abs_max, total, squares, count, zeros, counts)
