# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Screened trials of single layers: all samples only for the layers that can matter.

A race (Maron and Moore, "Hoeffding Races", NIPS 1993) with an observed bound: all layers are tried
on one sample. The worst are tried on all samples at once, and show by how much losses on few
samples are off. A layer whose loss would have to be off by more than that, to be among those that
matter, is left where it is; the others are tried on twice as many samples, and so on. A trial on
more samples goes on from that on fewer, without the methods that have lost on these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from tpuc.search.result import LayerResult
from tpuc.search.types import LayerInfo

#: How far beyond what was observed, in parts of the loss, one on a single sample may be off; falls
#: with the root of the number of samples.
MARGIN = 0.2

#: By how much, in parts of its loss, a layer's best method may lose on a single sample to one that
#: is better on all; falls with the root of the number of samples. On the networks of
#: benchmarks/search.py no method that is the best of a layer loses by more than 0.6.
METHOD_MARGIN = 0.7

#: Layers that are tried on all samples at once, beside those that are to matter.
_SPARE = 2

#: Tries all methods of a layer on the first so many samples, and puts the best in force.
Try = Callable[[LayerInfo, int], LayerResult]


def promising(result: LayerResult) -> list[str]:
    """The methods that more samples could show to be the best of a layer, in their order."""
    samples = len(result.best.sample_losses)
    most = result.best.loss * (1 + METHOD_MARGIN / samples**0.5)
    return [
        one.method
        for one in result.trials
        if one.loss <= most and len(one.sample_losses) == samples
    ]


class Race:
    """Tries layers, given in topological order, on as many of `samples` samples as they need.

    `matter` is how many of the worst layers have to be exact, `producers` are the layers that a
    layer reads: their thresholds are the scales of its inputs, so they are exact with it.
    """

    def __init__(
        self,
        layers: Sequence[LayerInfo],
        samples: int,
        matter: int,
        producers: Callable[[str], Iterable[str]],
    ) -> None:
        self._layers, self._samples, self._matter = layers, samples, matter
        self._producers = producers
        #: Layer -> number of samples -> what was found on them.
        self._found: dict[str, dict[int, LayerResult]] = {layer.name: {} for layer in layers}

    def run(self, attempt: Try) -> Mapping[str, LayerResult]:
        """What is known of each layer in the end: on all samples, or on fewer."""
        everything = {layer.name: 1 for layer in self._layers}
        self._advance(everything, attempt)
        worst = sorted(self._found, key=lambda name: -self._last(name).best.loss)
        following = dict.fromkeys(worst[: self._matter + _SPARE], self._samples)
        while following:
            self._advance(following, attempt)
            following = {
                name: min(2 * self._reached(name), self._samples) for name in self._doubtful()
            }
        return {layer.name: self._last(layer.name) for layer in self._layers}

    def _advance(self, targets: Mapping[str, int], attempt: Try) -> None:
        """Tries layers on more samples, and what those read that are to be exact."""
        exact = {name for name, samples in targets.items() if samples == self._samples}
        read = {one for name in exact for one in self._producers(name)}
        for layer in self._layers:
            samples = self._samples if layer.name in read else targets.get(layer.name, 0)
            if samples > self._reached(layer.name):
                self._found[layer.name][samples] = attempt(layer, samples)

    def _doubtful(self) -> list[str]:
        """The layers that more samples could show to be among those that matter."""
        exact = [name for name in self._found if self._reached(name) == self._samples]
        losses = sorted((self._last(name).best.loss for name in exact), reverse=True)
        bar = losses[self._matter - 1] if 0 < self._matter <= len(losses) else float("inf")
        factors: dict[int, float] = {}
        doubtful = []
        for name in self._found:
            samples = self._reached(name)
            if samples == self._samples:
                continue
            if samples not in factors:
                off = max((self._off_by(one, samples) for one in exact), default=1.0)
                factors[samples] = max(1.0, off) * (1 + MARGIN / samples**0.5)
            if self._last(name).best.loss * factors[samples] >= bar:
                doubtful.append(name)
        return doubtful

    def _off_by(self, name: str, samples: int) -> float:
        """The loss of an exact layer as a multiple of its loss on the first samples."""
        exact = self._last(name)
        if samples in self._found[name]:
            few = self._found[name][samples].best.loss
        else:
            few = min(float(np.mean(one.sample_losses[:samples])) for one in exact.trials)
        return exact.best.loss / few if few > 0 else 1.0

    def _reached(self, name: str) -> int:
        return max(self._found[name], default=0)

    def _last(self, name: str) -> LayerResult:
        return self._found[name][self._reached(name)]
