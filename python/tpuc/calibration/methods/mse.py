# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MSE: the clip of least squared error, rounding and clipping together."""

from __future__ import annotations

import numpy as np

from tpuc.calibration.distribution import Distribution, Floats
from tpuc.calibration.methods import method


@method("mse")
def mse_threshold(distribution: Distribution) -> float:
    """The upper bin edge t that minimises the sum of squared errors of all values.

    A value below t is wrong by the rounding noise step^2/12, step = t/127 (t/255 when nothing is
    negative); one above it by (x - t)^2. Values of the first bin are wrong by no more than their
    own square, so that the zeros of a ReLU do not count as noise. The same balance as in C. Sakr
    et al., "Optimal Clipping and Magnitude-aware Differentiation for Improved Quantization-aware
    Training", ICML 2022, evaluated at every edge instead of iterated.
    """
    return float(distribution.upper_edges[np.argmin(squared_errors(distribution))])


def squared_errors(distribution: Distribution) -> Floats:
    """[bins] the expected sum of squared errors with the threshold at each upper edge."""
    counts, centers = distribution.counts, distribution.centers
    edges = distribution.upper_edges
    noise = (edges / distribution.levels) ** 2 / 12
    first = np.minimum(noise, distribution.width**2 / 3)
    inside = np.cumsum(counts)
    rounding = (inside - counts[0]) * noise + counts[0] * first

    # Sum over the bins above each edge of counts * (center - edge)^2, from suffix sums.
    above = [_above(counts * centers**power) for power in (0, 1, 2)]
    clipping = above[2] - 2 * edges * above[1] + edges**2 * above[0]
    result: Floats = rounding + clipping
    return result


def _above(values: Floats) -> Floats:
    """[n] for each k the sum of the values after the k-th."""
    return np.concatenate((np.cumsum(values[::-1])[::-1][1:], [0.0]))
