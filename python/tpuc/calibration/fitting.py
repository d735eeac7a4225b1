# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights that make up for what a layer's input has lost already.

In an INT8 network a layer reads x where the float network has e. The weights V with which it comes
nearest to the float result ``W e`` are not W: they also undo what of the drift e - x can be told
from x. Rounding V in place of W ("asymmetric calibration") is due to Li et al., "GPTAQ: Efficient
Finetuning-Free Quantization with Asymmetric Calibration", ICML 2025; how far to go, which decides
whether it helps on few samples, is chosen here on samples held out.

Matrices are [G, O, K] as in `tpuc.calibration.linear`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

#: The share of the energy that differences in f64 leave uncertain.
_UNCERTAIN = 1e-9
#: What can be added to the diagonal of the second moments, relative to its mean.
_DAMPINGS = (0.01, 0.1, 1.0)


@dataclass(frozen=True)
class Moments:
    """What the windows x of an input look like, and the drift e - x from those of the exact one."""

    count: int  #: windows that it is the mean of
    mean: Floats  #: [G, K] of x
    second: Floats  #: [G, K, K] of x x'
    drift_mean: Floats  #: [G, K] of e - x
    drift: Floats  #: [G, K, K] of (e - x) x'

    def centred(self) -> Moments:
        """Those of x and e without their means: all that is left where biases correct the means.

        Of an input that hardly varies the difference would be rounding errors, so each input
        gets as much variance as those can be.
        """
        size = self.mean.shape[1]
        energy = np.diagonal(self.second, axis1=1, axis2=2).mean(axis=1)
        second = self.second - self.mean[:, :, None] * self.mean[:, None, :]
        second[:, np.arange(size), np.arange(size)] += _UNCERTAIN * energy[:, None]
        drift = self.drift - self.drift_mean[:, :, None] * self.mean[:, None, :]
        zeros = np.zeros_like(self.mean)
        return Moments(self.count, zeros, second, zeros, drift)

    @staticmethod
    def joined(parts: Sequence[Moments]) -> Moments:
        """The moments of all windows of some parts, not centred yet."""
        count = sum(part.count for part in parts)
        shares = [part.count / max(count, 1) for part in parts]

        def mixed(name: str) -> Floats:
            terms = (share * getattr(part, name) for share, part in zip(shares, parts, strict=True))
            total: Floats = np.sum(list(terms), axis=0)
            return total

        return Moments(count, *map(mixed, ("mean", "second", "drift_mean", "drift")))


def damped(second: Floats, damping: float | Floats) -> Floats:
    """Second moments with more on their diagonal, relative to its mean, which makes them regular.

    `damping` is one number or [G]. A group that never sees anything but zeros gets ones.
    """
    size = second.shape[1]
    mean = np.diagonal(second, axis1=1, axis2=2).mean(axis=1)
    added = np.where(mean > 0, damping * mean, 1.0)
    result: Floats = second.copy()
    result[:, np.arange(size), np.arange(size)] += np.reshape(added, (-1, 1))
    return result


def fitted(weights: Floats, whole: Moments, halves: Sequence[Moments]) -> Floats:
    """Real weights that on x come near to what `weights` give on e.

    They minimize the mean of ``|W e - V x|^2 + d |V - W|^2`` over the windows of `whole`. Each
    group has the d, of three or infinite, with which the weights fitted to one half of the samples
    have the least error on the other.
    """
    choices = []
    for damping in _DAMPINGS:
        gain = np.zeros(len(weights))
        for seen, other in (halves, halves[::-1]):
            change = _change(weights, seen, damping)
            gain += 2 * (change * (weights @ other.drift)).sum(axis=(1, 2))
            gain -= (change * (change @ other.second)).sum(axis=(1, 2))
        choices.append(gain)
    best = np.argmax(choices, axis=0)
    change = _change(weights, whole, np.take(_DAMPINGS, best))
    helps = np.max(choices, axis=0) > 0
    return weights + np.where(helps[:, None, None], change, 0)


def _change(weights: Floats, moments: Moments, damping: float | Floats) -> Floats:
    """[G, O, K] V - W."""
    right = np.swapaxes(weights @ moments.drift, 1, 2)
    change = np.linalg.solve(damped(moments.second, damping), right)
    return np.asarray(np.swapaxes(change, 1, 2), np.float64)
