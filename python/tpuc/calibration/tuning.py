# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Threshold tuning: the threshold of least error in what the readers of a tensor compute.

A method looks at one tensor alone. Whether clipping it hurts depends on the weights that its
channels meet next: an error in channel c reaches the output of a convolution multiplied by the
weights of that channel. With errors that are not correlated, the energy of the output's error is
the sum over channels of |w_c|^2 times the energy of the channel's error. So the tensor's histogram
is made once more on a few samples, each value counted with |w_c|^2 (1 where a reader has no
weights) over the energy of that reader's output, and the method MSE's criterion is applied to it,
over all thresholds from the given one up to the largest magnitude.

The search range and the purpose are those of TPU-MLIR's tuner, which runs each reader with each
threshold instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.calibrate import Statistics, rounded
from tpuc.calibration.distribution import Distribution, Floats, LayerStatistics
from tpuc.calibration.methods.mse import squared_errors
from tpuc.dataset import Batches, sample_count
from tpuc.layers import Layer, Layers
from tpuc.progress import progress
from tpuc.tables import SMALLEST_THRESHOLD, Threshold

Array: TypeAlias = npt.NDArray[np.float32]


class Tunable(Protocol):
    """What tuning needs of a network."""

    @property
    def layers(self) -> Layers:
        """Its layers."""

    def tensors(self, batch: Mapping[str, Array]) -> Mapping[str, Array]:
        """The values of all layers on a batch."""

    def weight(self, name: str) -> Array:
        """A weight by its name."""


def tune(
    network: Tunable, statistics: Statistics, table: Mapping[str, Threshold], samples: Batches
) -> tuple[dict[str, Threshold], int]:
    """The table with tuned thresholds, and the number of samples they were tuned on.

    `statistics` are those that `table` was made from; ranges are kept.
    """
    readings = list(_readings(network, statistics))
    count = 0
    with progress(samples.expected, "tuning", "sample") as advance:
        for batch in samples.batches(1):
            tensors = network.tensors(batch)
            for reading in readings:
                reading.observe(tensors)
            count += sample_count(batch, samples.inputs)
            advance(1)
    errors: dict[str, Floats] = {}
    for reading in readings:
        if not reading.energy:  # a reader that only says 0, as whether there is a NaN, asks nothing
            continue
        error = squared_errors(reading.distribution) / reading.energy
        errors[reading.tensor] = errors.get(reading.tensor, 0.0) + error
    tuned = {
        name: _tuned(threshold, statistics.layers[name], errors[name])
        if name in errors
        else threshold
        for name, threshold in table.items()
    }
    return tuned, count


def _tuned(threshold: Threshold, statistics: LayerStatistics, errors: Floats) -> Threshold:
    """The best of the bin edges from the given threshold upwards, and the threshold itself."""
    bins = len(errors)
    lowest = min(int(np.ceil(threshold.threshold / statistics.abs_max * bins)), bins)
    best = lowest + int(np.argmin(errors[lowest - 1 :]))
    if best == lowest:
        return threshold
    return rounded(threshold._replace(threshold=statistics.abs_max * best / bins))


@dataclass
class _Reading:
    """One layer that reads a tensor: the tensor's histogram as that reader weighs it."""

    tensor: str
    reader: str | None  #: None: nobody reads it, it is an output of the network
    axis: int  #: the axis of the tensor that `gain` belongs to
    gain: Floats | None  #: [channels] energy of the weights a channel meets; None: 1
    distribution: Distribution
    energy: float = 0.0  #: of the reader's output

    def observe(self, tensors: Mapping[str, Array]) -> None:
        values = tensors[self.tensor]
        counts = self.distribution.counts
        bins = np.abs(values) * np.float32(len(counts) / self.distribution.abs_max)
        places = np.minimum(bins, len(counts) - 1).astype(np.int32).ravel()
        weights = None
        if self.gain is not None:
            shape = [1] * values.ndim
            shape[self.axis] = -1
            weights = np.broadcast_to(self.gain.reshape(shape), values.shape).ravel()
        counts += np.bincount(places, weights, minlength=len(counts))
        output = values if self.reader is None else tensors[self.reader]
        self.energy += float(np.vdot(output, output))


def _readings(network: Tunable, statistics: Statistics) -> Iterator[_Reading]:
    for name, seen in statistics.layers.items():
        if name not in network.layers or seen.abs_max <= SMALLEST_THRESHOLD:
            continue
        readers: list[Layer | None] = list(network.layers.readers(name)) or [None]
        for reader in readers:
            axis, gain = _gain(network, reader) if reader is not None else (0, None)
            empty = Distribution(np.zeros(len(seen.histogram)), seen.abs_max, seen.min < 0)
            yield _Reading(name, reader.name if reader else None, axis, gain, empty)


def _gain(network: Tunable, reader: Layer) -> tuple[int, Floats | None]:
    """The channel axis of what `reader` reads, and the energy of the weights of each channel."""
    if not reader.weights or len(reader.inputs) != 1 or reader.constant_first:
        return 0, None
    if reader.type not in ("top.Conv", "top.Deconv", "top.MatMul", "top.Scale"):
        return 0, None
    weight = network.weight(reader.weights[0])
    if reader.type == "top.Conv":
        group = _attribute(reader, "group", 1)
        per_group = weight.reshape(group, -1, weight.shape[1], math.prod(weight.shape[2:]))
        return 1, _energy("gock", "gc", per_group).ravel()
    if reader.type == "top.MatMul":
        if _attribute(reader, "left_transpose", False) or weight.ndim < 2:
            return 0, None
        if _attribute(reader, "right_transpose", False):
            weight = weight.swapaxes(-1, -2)
        return -1, _energy("bik", "i", weight.reshape(-1, *weight.shape[-2:]))
    if reader.type == "top.Deconv":
        return 1, _energy("ik", "i", weight.reshape(len(weight), -1))
    return 1, _energy("i", "i", weight.ravel())


def _energy(axes: str, kept: str, weight: Array) -> Floats:
    """The sum of squares over the axes that are not kept; without a copy of the weight."""
    energy: Floats = np.einsum(f"{axes},{axes}->{kept}", weight, weight, dtype=np.float64)
    return energy


def _attribute(layer: Layer, name: str, default: Any) -> Any:
    attributes = layer.op.attributes
    return attributes[name].value if name in attributes else default
