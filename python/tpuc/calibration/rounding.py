# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which integers stand for the weights of a layer: their step, and how they are rounded.

All matrices are [G, O, K] (groups, outputs of a group, inputs of an output), all second moments
[G, K, K], see `tpuc.calibration.linear`.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dtrtri

from tpuc.calibration.fitting import damped

Floats: TypeAlias = npt.NDArray[np.float64]

#: What is added to the diagonal of the second moments, relative to its mean (as in GPTQ).
DAMPING = 0.01
#: Columns that are rounded before the error of all of them is moved to the rest.
_BLOCK = 64
#: How often descent comes to an integer.
_TURNS = 5


def nearest(weights: Floats, step: Floats, low: int, high: int) -> Floats:
    """The integers nearest to ``weights / step``, between `low` and `high`."""
    return np.clip(np.rint(weights / step), low, high)


def weighted_errors(weights: Floats, moments: Floats, step: Floats, limit: int) -> Floats:
    """[G, O] the error in each output's energy when weights are rounded to the nearest.

    Errors of different inputs count as not correlated: only the diagonal of `moments` is used.
    """
    error = nearest(weights, step, -limit - 1, limit) * step - weights
    energy = np.diagonal(moments, axis1=1, axis2=2)[:, None, :]
    result: Floats = (error**2 * energy).sum(axis=2)
    return result


def compensated(weights: Floats, moments: Floats, step: Floats, low: int, high: int) -> Floats:
    """Integers rounded one input after the other, the rest making up for the error so far.

    With H the second moments of the input, an error e in the weights of an output adds e' H e to
    the error of its energy. After a weight is rounded, the change of those not rounded yet that
    makes this least follows from the Cholesky factor of the inverse of H. From Frantar et al.,
    "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers", ICLR 2023.
    Inputs with the most energy come first (there: activation order).

    `step` broadcasts against `weights`. An input that is always zero changes nothing and is
    rounded to the nearest.
    """
    energy = np.diagonal(moments, axis1=1, axis2=2)
    order = np.argsort(-energy, axis=1, kind="stable")
    columns = np.broadcast_to(order[:, None, :], weights.shape)
    rest = np.take_along_axis(weights, columns, axis=2)
    steps = np.broadcast_to(step, weights.shape)[:, :, :1]
    factor = _inverse_factor(moments, order)
    integers = np.empty_like(rest)
    count = rest.shape[2]
    for begin in range(0, count, _BLOCK):
        end = min(begin + _BLOCK, count)
        errors = np.empty_like(rest[:, :, begin:end])
        for column in range(begin, end):
            current = rest[:, :, column : column + 1]
            integers[:, :, column : column + 1] = nearest(current, steps, low, high)
            error = current - integers[:, :, column : column + 1] * steps
            error /= factor[:, None, column, column, None]
            rest[:, :, column + 1 : end] -= error * factor[:, None, column, column + 1 : end]
            errors[:, :, column - begin] = error[:, :, 0]
        rest[:, :, end:] -= errors @ factor[:, begin:end, end:]
    back = np.argsort(order, axis=1)
    return np.take_along_axis(integers, np.broadcast_to(back[:, None, :], weights.shape), axis=2)


def descended(
    integers: Floats, weights: Floats, moments: Floats, step: Floats, low: int, high: int
) -> Floats:
    """Integers made better one at a time, from given ones.

    The error e' H e of an output, H as in `compensated`, is a quadratic function of each of its
    integers. Each in turn is put where that is least, all others being as they are, until none
    moves or all had `_TURNS`; so the error never grows. The objective is that of Nagel et al., "Up
    or Down? Adaptive Rounding for Post-Training Quantization", ICML 2020, where it is relaxed to
    real numbers; descent over integers is due to Behdin et al., "QuantEase: Optimization-based
    Quantization for Language Models", 2023.
    """
    regular = damped(moments, DAMPING)
    steps = np.broadcast_to(step, weights.shape)[:, :, 0]  # [G, O]
    result = np.array(np.swapaxes(integers, 1, 2), order="C")  # [G, K, O]
    gradient = regular @ (result * steps[:, None, :] - np.swapaxes(weights, 1, 2))
    for _ in range(_TURNS):
        before = result.copy()
        for begin in range(0, result.shape[1], _BLOCK):
            end = begin + _BLOCK
            old = result[:, begin:end].copy()
            local = gradient[:, begin:end].copy()
            for column in range(begin, min(end, result.shape[1])):
                curvature = steps * regular[:, column, column, None]
                here = result[:, column]
                best = here - np.rint(local[:, column - begin] / curvature)
                change = np.minimum(np.maximum(best, low), high) - here
                here += change
                change *= steps
                local += regular[:, begin:end, column, None] * change[:, None, :]
            gradient += regular[:, :, begin:end] @ ((result[:, begin:end] - old) * steps[:, None])
        if np.array_equal(before, result):
            break
    return np.swapaxes(result, 1, 2)


def _inverse_factor(moments: Floats, order: npt.NDArray[np.intp]) -> Floats:
    """[G, K, K] U, upper triangular, with U' U the inverse of the damped moments in that order."""
    groups = np.arange(len(moments))[:, None, None]
    ordered = moments[groups, order[:, :, None], order[:, None, :]]
    ordered = damped(ordered, DAMPING)
    # With the order reversed, H = L L' gives U as the inverse of L, reversed again.
    upper = np.empty_like(ordered)
    for group, lower in enumerate(np.linalg.cholesky(ordered[:, ::-1, ::-1])):
        inverse, _ = dtrtri(lower, lower=1)
        upper[group] = inverse[::-1, ::-1]
    return upper
