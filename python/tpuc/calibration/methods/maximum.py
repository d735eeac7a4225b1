# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MAX: nothing is clipped."""

from __future__ import annotations

from tpuc.calibration.distribution import Distribution
from tpuc.calibration.methods import method


@method("max")
def max_threshold(distribution: Distribution) -> float:
    """The largest magnitude that was seen."""
    return distribution.abs_max
