# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ACIQ: the analytic best clip of a Gaussian or a Laplace distribution.

R. Banner, Y. Nahshan, E. Hoffer, D. Soudry, "Post-training 4-bit quantization of convolution
networks for rapid-deployment", NeurIPS 2019. The threshold is a constant times the spread of the
data; the constant minimises rounding noise plus clipping error of the ideal distribution.

The spread is taken about zero, which the symmetric range [-threshold, threshold] is centred on.
Where no value is negative, the tensor is one half of such a distribution and has one more bit for
it; its first bin, the zeros of a ReLU, is left out of the spread.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import optimize, special

from tpuc.calibration.distribution import Distribution
from tpuc.calibration.methods import method


@method("aciq_gauss")
def aciq_gauss_threshold(distribution: Distribution) -> float:
    """gaussian_clip(bits) times the root mean square; 3.92 of them for signed data."""
    return gaussian_clip(_bits(distribution)) * float(np.sqrt(_moment(distribution, 2)))


@method("aciq_laplace")
def aciq_laplace_threshold(distribution: Distribution) -> float:
    """laplacian_clip(bits) times the mean magnitude; 9.90 of them for signed data."""
    return laplacian_clip(_bits(distribution)) * _moment(distribution, 1)


@cache
def gaussian_clip(bits: int) -> float:
    """The best clip of a standard normal variable over 2**bits levels in [-clip, clip].

    The zero of the derivative of 2 * integral over x > clip of (x - clip)^2 * density, plus
    clip^2 / (3 * 4**bits).
    """

    def slope(clip: float) -> float:
        tail = clip * special.erfc(clip / np.sqrt(2)) - np.sqrt(2 / np.pi) * np.exp(-(clip**2) / 2)
        return float(2 * tail + 2 * clip / (3 * 4.0**bits))

    return float(optimize.brentq(slope, 0.5, 20.0))


@cache
def laplacian_clip(bits: int) -> float:
    """The best clip of a Laplace variable of mean magnitude 1 over 2**bits levels in [-clip, clip].

    The error 2*exp(-clip) + clip^2 / (3 * 4**bits) is least where clip*exp(clip) = 3 * 4**bits:
    Lambert's function.
    """
    return float(special.lambertw(3 * 4.0**bits).real)


def _bits(distribution: Distribution) -> int:
    return 8 if distribution.signed else 9


def _moment(distribution: Distribution, power: int) -> float:
    """The mean of |x|**power."""
    counts = distribution.counts.copy()
    if not distribution.signed:
        counts[0] = 0
    total = counts.sum()
    if total == 0:
        return distribution.abs_max**power
    return float((counts * distribution.centers**power).sum() / total)
