# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Thresholds for every tensor of a network, from two passes over the samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.distribution import LayerStatistics
from tpuc.calibration.masks import Bounds, mask_bounds, watch_softmaxes
from tpuc.calibration.methods import lookup, threshold_of
from tpuc.dataset import Batches, sample_count
from tpuc.errors import TpucError
from tpuc.layers import Layers
from tpuc.progress import progress
from tpuc.tables import Threshold

#: Fewer bins than this are too few for any method that looks at a histogram.
FEWEST_BINS = 128

#: Every tensor has a histogram: more bins than this would fill the memory and tell nothing new.
MOST_BINS = 1 << 20

#: Samples that the network is run on at once.
BATCH = 8

Batch: TypeAlias = Mapping[str, npt.NDArray[np.float32]]


class Collector(Protocol):
    """What calibration needs of `tpuc.runtime.Statistics`."""

    def observe_range(self, inputs: Batch) -> None:
        """First pass: least and greatest value of every tensor."""

    def observe_histogram(self, inputs: Batch) -> None:
        """Second pass: histogram of magnitudes up to the largest of the first pass."""

    def watch_rows(self, name: str, length: int, stride: int, hidden: float) -> None:
        """Before the first pass: look at the rows of a tensor."""

    def least_row_max(self, name: str) -> float:
        """After the first pass: the least of the largest values of the rows."""

    def set_bounds(self, name: str, low: float, high: float) -> None:
        """Between the passes: values outside count as none."""

    def result(self) -> Mapping[str, LayerStatistics]:
        """The statistics of every tensor, in topological order."""


@dataclass(frozen=True)
class Statistics:
    """Statistics of every tensor, and the number of samples they come from.

    `bounds` are those of tensors that hold what a softmax hides (`tpuc.calibration.masks`): their
    statistics are those of the values within.
    """

    layers: Mapping[str, LayerStatistics]
    samples: int
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    def table(self, method: str) -> dict[str, Threshold]:
        """Each tensor's threshold by a method, with the range that was seen.

        Numbers are rounded to the seven decimals that a table holds, so that what is computed
        with them now is what is computed with the table later.
        """
        lookup(method)
        table = {}
        for name, layer in self.layers.items():
            threshold = threshold_of(layer, method)
            if name in self.bounds:  # what is hidden has to stay as far off
                threshold = max(threshold, self.bounds[name].reach)
            table[name] = rounded(Threshold(threshold, layer.min, layer.max))
        return table


def rounded(threshold: Threshold) -> Threshold:
    """The threshold as a table gives it back."""
    return Threshold(*(float(f"{value:.7f}") for value in threshold))


def collect(collector: Collector, samples: Batches, layers: Layers) -> Statistics:
    """Runs the float network over all samples twice: ranges, then histograms within them.

    Two passes make the histograms exact whatever the order of the samples, and need no more
    memory for many samples than for few. `layers` are those of the network: from them follows
    where a mask is, which ranges leave out. Raises TpucError naming the first tensor that is not
    finite.
    """
    watched = watch_softmaxes(layers, collector)
    count = _pass(collector.observe_range, samples, "calibration: ranges")
    bounds = mask_bounds(layers, watched, collector)
    for name, (low, high) in bounds.items():
        collector.set_bounds(name, low, high)
    _check_finite(collector.result())
    _pass(collector.observe_histogram, samples, "calibration: histograms")
    return Statistics(dict(collector.result()), count, bounds)


def _pass(observe: Callable[[Batch], None], samples: Batches, what: str) -> int:
    """Shows all samples to `observe`; returns their number."""
    count = 0
    with progress(samples.expected, what, "sample") as advance:
        for batch in samples.batches(BATCH):
            observe(batch)
            seen = sample_count(batch, samples.inputs)
            count += seen
            advance(seen)
    return count


def check_bins(bins: int) -> None:
    """Refuses a histogram too coarse to choose a threshold from, or too fine to be kept."""
    if bins < FEWEST_BINS:
        raise TpucError(f"histogram_bin_num {bins} is too small: at least {FEWEST_BINS}")
    if bins > MOST_BINS:
        raise TpucError(f"histogram_bin_num {bins} is too large: at most {MOST_BINS}")


def check_methods(names: Sequence[str]) -> None:
    """Refuses unknown calibration methods by name."""
    for name in names:
        lookup(name)


def _check_finite(layers: Mapping[str, LayerStatistics]) -> None:
    for name, layer in layers.items():
        if not (np.isfinite(layer.min) and np.isfinite(layer.max)):
            raise TpucError(
                f"layer {name} of the float network has values that are not finite on these samples"
            )
