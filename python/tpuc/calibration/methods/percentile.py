# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Percentile9999: one value in ten thousand is clipped."""

from __future__ import annotations

import numpy as np

from tpuc.calibration.distribution import Distribution
from tpuc.calibration.methods import method

SHARE = 0.9999


@method("percentile9999")
def percentile9999_threshold(distribution: Distribution) -> float:
    """The magnitude below which 99.99 % of the values lie, zeros included.

    Values are taken to be spread evenly within a bin, so the result is within one bin width
    (abs_max / bins) of the exact percentile.
    """
    running = np.concatenate(([0.0], np.cumsum(distribution.counts)))
    wanted = SHARE * running[-1]
    place = int(np.searchsorted(running, wanted, side="left"))
    if place == 0:
        return distribution.abs_max
    inside = (wanted - running[place - 1]) / (running[place] - running[place - 1])
    return float((place - 1 + inside) * distribution.width)
