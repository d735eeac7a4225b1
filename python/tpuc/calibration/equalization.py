# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Channel scales that make a network easier to quantize and leave its function as it is.

A layer's channel c is divided by s_c and the weights that read it are multiplied by s_c, which
changes nothing across a ReLU. Two choices of s:

`equalize` (cross-layer weight equalization; Nagel et al., "Data-Free Quantization Through Weight
Equalization and Bias Correction", ICCV 2019): the largest weights that make a channel and that
read it become equally large. With one scale for all weights of a layer, a channel of small weights
keeps its bits.

`smooth` (SmoothQuant; Xiao et al., ICML 2023): channels of LayerNorm that are much larger than the
rest, as transformers have them, are made smaller at the cost of the weights behind.

Across a ReLU6 the scaled network is the same only for channels that stay below 6 (there, s = 1 for
those that do not): replacing it by ReLU costs far more than equalization brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.linear import Linear
from tpuc.layers import Layer, Layers
from tpuc.runtime.session import Session

Array: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Sweeps over the network, and the change of a scale below which no more is needed.
_SWEEPS = 40
_CONVERGED = 1e-3
#: The share of a limit that the channels seen may come up to, before and after.
_HEADROOM = 0.95
#: How much of the range SmoothQuant moves from activations to weights: 0.5 as in the paper.
ALPHA = 0.5
#: Scales lie between 1 / this and this.
_LARGEST = 1e3


@dataclass
class _Pair:
    """A layer whose channels can be scaled, and the layers that read it."""

    layer: Layer
    readers: list[Layer]
    limit: float | None  #: of its ReLU


def equalize(layers: Layers, maxima: Mapping[str, Floats]) -> dict[str, Array]:
    """Scales that equalize the weights of every Conv and MatMul with those of its readers.

    `maxima`: for every layer with a limited ReLU (`limited`), the largest value seen in each
    channel. Layers that gain nothing are left out.
    """
    sizes = {name: _Sizes(one) for name, one in _linears(layers).items()}
    pairs = [pair for pair in _pairs(layers) if pair.layer.name in sizes]
    scales = {pair.layer.name: np.ones_like(sizes[pair.layer.name].made()) for pair in pairs}
    for _ in range(_SWEEPS):
        change = 0.0
        for pair in pairs:
            name = pair.layer.name
            made = sizes[name].made()
            read = np.max([sizes[reader.name].read() for reader in pair.readers], axis=0)
            both = (made > 0) & (read > 0)
            factor = np.sqrt(np.divide(made, read, where=both, out=np.ones_like(made)))
            new = np.clip(scales[name] * factor, 1 / _LARGEST, _LARGEST)
            if pair.limit is not None:
                new = _within_limit(new, maxima[name], pair.limit)
            factor = new / scales[name]
            sizes[name].divide(factor)
            for reader in pair.readers:
                sizes[reader.name].multiply(factor)
            scales[name] = new
            change = max(change, float(np.abs(np.log(factor)).max()))
        if change < _CONVERGED:
            break
    return {name: s.astype(np.float32) for name, s in scales.items() if np.any(s != 1)}


def smooth(layers: Layers, maxima: Mapping[str, Floats]) -> dict[str, Array]:
    """Scales s_c = max|x_c|^a / max|w_c|^(1-a) for every LayerNorm that only MatMuls read.

    `maxima` has the largest magnitude seen in each channel of every LayerNorm (`normalized`).
    """
    result = {}
    for pair in _pairs(layers):
        if pair.layer.type != "top.LayerNorm":
            continue
        seen = maxima[pair.layer.name]
        readers = [Linear.of(reader.op) for reader in pair.readers]
        read = np.max([_Sizes(one).read() for one in readers if one is not None], axis=0)
        both = (seen > 0) & (read > 0)
        scale = np.ones_like(seen)
        scale[both] = seen[both] ** ALPHA / read[both] ** (1 - ALPHA)
        result[pair.layer.name] = np.clip(scale, 1 / _LARGEST, _LARGEST).astype(np.float32)
    return result


def limited(layers: Layers) -> list[str]:
    """The layers whose channel maxima `equalize` needs."""
    return [
        pair.layer.name
        for pair in _pairs(layers)
        if pair.limit is not None and Linear.of(pair.layer.op) is not None
    ]


def normalized(layers: Layers) -> list[str]:
    """The layers whose channel maxima `smooth` needs."""
    return [pair.layer.name for pair in _pairs(layers) if pair.layer.type == "top.LayerNorm"]


def channel_maxima(
    session: Session, names: Sequence[str], batches: Iterable[Mapping[str, Array]]
) -> dict[str, Floats]:
    """[channels] the largest magnitude in each channel of the layers called `names`."""
    result: dict[str, Floats] = {}
    axes = {name: 1 if session.tensor(name).op == "top.Conv" else -1 for name in names}
    for batch in batches if names else ():
        for name, value in session.run(batch, keep=names).items():
            channels = np.moveaxis(np.abs(value), axes[name], 0)
            seen = channels.reshape(len(channels), -1).max(axis=1).astype(np.float64)
            result[name] = np.maximum(result[name], seen) if name in result else seen
    return result


def _pairs(layers: Layers) -> Iterator[_Pair]:
    """Layers that are no output and that Conv and MatMul alone read, with the same channels."""
    for name, layer in layers.items():
        readers = layers.readers(name)
        if name in layers.outputs or not readers or not _scalable(layer):
            continue
        rank = len(layer.op.results[0].type.shape)
        axis = 1 if layer.type == "top.Conv" else rank - 1
        if all(_takes(reader, name, axis, rank) for reader in readers):
            yield _Pair(layer, readers, _limit(layer.op))


def _scalable(layer: Layer) -> bool:
    if layer.type == "top.LayerNorm":
        rank = len(layer.op.results[0].type.shape)
        return len(layer.weights) > 0 and layer.op.attributes["axis"].value == rank - 1
    return Linear.of(layer.op) is not None


def _takes(reader: Layer, name: str, axis: int, rank: int) -> bool:
    linear = Linear.of(reader.op)
    if linear is None or reader.inputs != (name,):
        return False
    return (1 if linear.is_conv else rank - 1) == axis


def _limit(op: Any) -> float | None:
    attributes = op.attributes
    if "do_relu" not in attributes or not attributes["do_relu"].value:
        return None
    limit = attributes["relu_limit"].value if "relu_limit" in attributes else -1.0
    return float(limit) if limit >= 0 else None


def _within_limit(scale: Floats, seen: Floats, limit: float) -> Floats:
    """1 for channels that come near the limit; else no scale that would bring them near it."""
    near = seen >= _HEADROOM * limit
    return np.where(near, 1.0, np.maximum(scale, seen / (_HEADROOM * limit)))


def _linears(layers: Layers) -> dict[str, Linear]:
    found = {name: Linear.of(layer.op) for name, layer in layers.items()}
    return {name: one for name, one in found.items() if one is not None}


class _Sizes:
    """The magnitudes of a layer's weights, while channels are scaled."""

    def __init__(self, linear: Linear) -> None:
        matrix = np.abs(linear.matrix(linear.filter)).astype(np.float64)
        groups, outputs, size = matrix.shape
        kernel = int(np.prod(linear.filter.shape[2:])) if linear.is_conv else 1
        # Only the largest weight under a kernel matters: [G, outputs, inputs].
        self._weights = matrix.reshape(groups, outputs, size // kernel, kernel).max(axis=3)

    def made(self) -> Floats:
        """[output channels] the largest weight that makes each."""
        result: Floats = self._weights.max(axis=2).ravel()
        return result

    def read(self) -> Floats:
        """[input channels] the largest weight that reads each."""
        result: Floats = self._weights.max(axis=1).ravel()
        return result

    def divide(self, factor: Floats) -> None:
        """Divides the output channels."""
        self._weights /= factor.reshape(len(self._weights), -1, 1)

    def multiply(self, factor: Floats) -> None:
        """Multiplies the input channels."""
        self._weights *= factor.reshape(len(self._weights), 1, -1)
