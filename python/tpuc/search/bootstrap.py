# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How sure a figure is that comes from a few samples.

Percentile bootstrap: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
Resampling is seeded, so that a search gives the same figures each time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tpuc.search.result import Interval

RESAMPLES = 2000
CONFIDENCE = 0.95
_SEED = 20240


def interval(scores: npt.NDArray[np.float64]) -> Interval:
    """The mean of [samples] scores and its 95 % interval; of one sample, the sample itself."""
    low, high = np.quantile(_means(scores), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(float(scores.mean()), float(low), float(high), len(scores))


def differ(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two candidates differ by more than noise, from their scores of the same samples.

    The samples are paired: it is whether the interval of the mean difference excludes 0.
    """
    found = interval(np.asarray(one, np.float64) - np.asarray(other, np.float64))
    return found.low > 0 or found.high < 0


def above(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    """Whether one candidate's scores of the same samples are higher by more than noise.

    That is whether the interval of the mean of the paired differences lies above 0.
    """
    return interval(one - other).low > 0


def _means(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    random = np.random.default_rng(_SEED)
    drawn = random.integers(0, len(scores), (RESAMPLES, len(scores)))
    means: npt.NDArray[np.float64] = scores[drawn].mean(axis=1)
    return means
