# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""KL: the clip that loses the least information when 128 levels are left.

S. Migacz, "8-bit Inference with TensorRT", GTC 2017.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tpuc.calibration.distribution import Distribution
from tpuc.calibration.methods import method
from tpuc.errors import TpucError

#: Levels of a magnitude in 8 bits with a sign; kept for unsigned tensors too, as users' tools do.
LEVELS = 128


@method("kl")
def kl_threshold(distribution: Distribution) -> float:
    """The upper edge ``i * width`` of the first i bins, 128 <= i <= bins, of least divergence.

    The first bin, where the exact zeros of a ReLU lie, counts as much as the second, since zero
    costs nothing in any scale. With c the counts and i bins kept:

    - P is c[0:i], with all that lies above added to its last bin;
    - Q merges c[0:i] (without what lies above) into 128 levels, level j holding the bins
      floor(j*i/128) up to floor((j+1)*i/128), and spreads each level's sum evenly over those of
      its bins where P is not zero;
    - the divergence is sum p*ln(p/q), P and Q normalised; infinite where Q is zero and P is not.

    Of equal divergences the smallest i is taken. Fewer values than bins are no distribution to
    compare with: then nothing is clipped.
    """
    bins = distribution.bins
    if bins < LEVELS:
        raise TpucError(f"method kl needs a histogram of at least {LEVELS} bins, not {bins}")
    counts = distribution.counts.copy()
    counts[0] = counts[1]
    total = counts.sum()
    if total == 0 or distribution.counts.sum() < bins:
        return distribution.abs_max

    # Sums over any range of bins are differences of running sums, so all i are done at once:
    # N*KL = sum P ln P - sum_j P_j ln(Q_j / occupied_j) - N ln N + N ln sum(Q).
    kept = np.arange(LEVELS, bins + 1)
    below = _running_sum(counts)
    occupied = _running_sum((counts > 0).astype(np.float64))
    entropy = _running_sum(_x_log_x(counts))
    outside = total - below[kept]
    last = counts[kept - 1]

    bounds = _level_bounds(bins)
    level_q = np.diff(below[bounds], axis=1)
    level_p = level_q.copy()
    level_p[:, -1] += outside
    level_occupied = np.diff(occupied[bounds], axis=1)
    level_occupied[:, -1] += (last == 0) & (outside > 0)

    with np.errstate(divide="ignore", invalid="ignore"):
        cross = np.where(level_p > 0, level_p * np.log(level_q / level_occupied), 0.0).sum(axis=1)
        own = entropy[kept] - _x_log_x(last) + _x_log_x(last + outside)
        divergence = (own - cross) / total - np.log(total) + np.log(below[kept])
    divergence[~np.isfinite(divergence)] = np.inf
    best = int(kept[np.argmin(divergence)])
    return float(distribution.upper_edges[best - 1])


@lru_cache(maxsize=1)  # all tensors of a network have as many bins
def _level_bounds(bins: int) -> npt.NDArray[np.int64]:
    """[candidates, 129] the first bin of each level, and the end, for every number of bins kept."""
    kept = np.arange(LEVELS, bins + 1)
    bounds: npt.NDArray[np.int64] = np.arange(LEVELS + 1)[None, :] * kept[:, None] // LEVELS
    return bounds


def _running_sum(values: np.ndarray) -> np.ndarray:
    """[n + 1] sums of the first k values."""
    return np.concatenate(([0.0], np.cumsum(values)))


def _x_log_x(values: np.ndarray) -> np.ndarray:
    return values * np.log(np.where(values > 0, values, 1.0))
