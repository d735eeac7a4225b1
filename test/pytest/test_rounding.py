# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rounding of weight matrices and the weights that are fitted before, against definitions."""

import itertools

import numpy as np
import pytest

from tpuc.calibration.fitting import Moments, damped, fitted
from tpuc.calibration.linear import Linear, Window
from tpuc.calibration.rounding import DAMPING, compensated, descended, nearest


def correlated(groups, size, number, seed=0):
    """Windows [G, number, K] of inputs that go together."""
    random = np.random.default_rng(seed)
    mixed = random.normal(size=(groups, number, size)) @ random.normal(size=(groups, size, size))
    return mixed + 0.3


def moments(x, exact):
    x, drift = np.swapaxes(x, 1, 2), np.swapaxes(exact - x, 1, 2)
    number = x.shape[2]
    products = [left @ np.swapaxes(x, 1, 2) / number for left in (x, drift)]
    return Moments(number, x.mean(axis=2), products[0], drift.mean(axis=2), products[1])


def energies(error, second):
    """[G, O] e' H e"""
    return np.einsum("gok,gkl,gol->go", error, second, error)


def test_compensated_rounding_lessens_the_output_error():
    random = np.random.default_rng(0)
    inputs = random.normal(size=(3, 400, 96)) @ random.normal(size=(3, 96, 96))
    moments = inputs.transpose(0, 2, 1) @ inputs / 400
    weights = random.normal(size=(3, 5, 96))
    step = np.full((3, 5, 1), 0.25)
    results = [nearest(weights, step, -128, 127), compensated(weights, moments, step, -128, 127)]
    errors = []
    for integers in results:
        assert np.array_equal(integers, np.rint(integers)) and np.abs(integers).max() <= 128
        error = integers * step - weights
        errors.append(np.einsum("gok,gkl,gol->", error, moments, error))
    assert errors[1] < 0.6 * errors[0]


def test_compensated_rounding_stands_inputs_that_are_always_zero():
    weights = np.random.default_rng(0).normal(size=(2, 3, 4))
    integers = compensated(weights, np.zeros((2, 4, 4)), np.full((1, 1, 1), 0.1), -128, 127)
    np.testing.assert_array_equal(integers, nearest(weights, np.full((1, 1, 1), 0.1), -128, 127))


@pytest.mark.parametrize(("groups", "outputs", "size"), [(1, 6, 150), (12, 1, 9), (2, 3, 20)])
def test_descent_never_makes_an_output_worse(groups, outputs, size):
    x = correlated(groups, size, 400)
    second = np.swapaxes(x, 1, 2) @ x / 400
    random = np.random.default_rng(1)
    weights = random.normal(size=(groups, outputs, size))
    step = random.uniform(0.1, 0.4, (groups, outputs, 1))
    regular = damped(second, DAMPING)
    for start in (nearest, lambda w, *grid: compensated(w, second, *grid)):
        first = start(weights, step, -4, 3)
        better = descended(first, weights, second, step, -4, 3)
        assert np.array_equal(better, np.rint(better))
        assert better.min() >= -4 and better.max() <= 3
        before, after = (energies(q * step - weights, regular) for q in (first, better))
        assert (after <= before + 1e-9).all()
        assert after.sum() < 0.9 * before.sum() or start is not nearest


def test_descent_ends_where_no_single_integer_can_change():
    """Of 200 small problems: none ends above a neighbour, most in the best of all integers."""
    best = 0
    grid = np.array(list(itertools.product(range(-2, 2), repeat=4)), np.float64)
    for seed in range(200):
        random = np.random.default_rng(seed)
        x = correlated(1, 4, 50, seed)
        second = np.swapaxes(x, 1, 2) @ x / 50
        weights, step = random.normal(0, 0.5, (1, 1, 4)), np.full((1, 1, 1), 0.4)
        first = compensated(weights, second, step, -2, 1)
        found = descended(first, weights, second, step, -2, 1)
        every = energies(grid[None] * 0.4 - weights, damped(second, DAMPING))[0]
        mine = every[np.flatnonzero((grid == found[0, 0]).all(axis=1))[0]]
        neighbours = np.abs(grid - found[0, 0]).astype(bool).sum(axis=1) == 1
        assert mine <= every[neighbours].min() + 1e-12
        best += mine <= every.min() + 1e-12
    assert best > 120


def test_weights_without_correlation_are_rounded_to_the_nearest():
    weights = np.random.default_rng(0).normal(size=(2, 5, 30))
    step = np.full((1, 1, 1), 0.1)
    eye = np.broadcast_to(np.eye(30), (2, 30, 30))
    wanted = nearest(weights, step, -128, 127)
    away = wanted + np.random.default_rng(1).integers(-3, 4, wanted.shape)
    np.testing.assert_array_equal(descended(away, weights, eye, step, -128, 127), wanted)


def test_fit_recovers_inputs_that_were_mixed():
    """x = e B on two groups: the weights to use are W B^-1."""
    exact = correlated(2, 12, 4000)
    mixing = np.eye(12) + 0.1 * np.random.default_rng(2).normal(size=(2, 12, 12))
    x = exact @ mixing
    weights = np.random.default_rng(3).normal(size=(2, 7, 12))
    parts = [moments(x[:, half::2], exact[:, half::2]) for half in (0, 1)]
    fit = fitted(weights, Moments.joined(parts), parts)
    wanted, before, after = (
        np.swapaxes(w @ np.swapaxes(i, 1, 2), 1, 2)
        for w, i in ((weights, exact), (weights, x), (fit, x))
    )
    assert ((after - wanted) ** 2).sum() < 0.05 * ((before - wanted) ** 2).sum()


def test_fit_leaves_drift_that_cannot_be_told_alone():
    """Few samples in many dimensions, with noise as the drift: a plain fit would follow it."""
    random = np.random.default_rng(4)
    x, unseen = random.normal(size=(1, 30, 200)), random.normal(size=(1, 1000, 200))
    weights = random.normal(size=(1, 8, 200))
    exact, later = (one + 0.1 * random.normal(size=one.shape) for one in (x, unseen))
    parts = [moments(x[:, half::2], exact[:, half::2]).centred() for half in (0, 1)]
    whole = Moments.joined([moments(x[:, half::2], exact[:, half::2]) for half in (0, 1)])
    fit = fitted(weights, whole.centred(), parts)

    def error(used):
        return (((later @ weights[0].T) - unseen @ used[0].T) ** 2).sum()

    assert error(fit) < 1.02 * error(weights)
    plain = np.linalg.solve(damped(whole.second, 0.01), np.swapaxes(weights @ whole.drift, 1, 2))
    assert error(weights + np.swapaxes(plain, 1, 2)) > 1.1 * error(weights)


def test_joined_moments_are_those_of_all_windows():
    exact = correlated(3, 5, 90)
    x = exact + 0.1 * correlated(3, 5, 90, seed=1)
    whole = moments(x, exact)
    joined = Moments.joined([moments(x[:, :30], exact[:, :30]), moments(x[:, 30:], exact[:, 30:])])
    assert joined.count == 90
    for name in ("mean", "second", "drift_mean", "drift"):
        np.testing.assert_allclose(getattr(joined, name), getattr(whole, name), atol=1e-12)
    centred = x - x.mean(axis=1, keepdims=True)
    second = np.swapaxes(centred, 1, 2) @ centred / 90
    np.testing.assert_allclose(whole.centred().second, second, rtol=1e-6, atol=1e-7)


def test_inputs_that_never_change_can_be_rounded():
    """Their centred moments are rounding errors, negative ones among them."""
    x = np.full((40, 500, 9), 5.9)
    x[:, :, 0] += 1e-9 * np.random.default_rng(0).normal(size=(40, 500))
    flat = moments(x, x).centred()
    weights = np.random.default_rng(1).uniform(-1, 1, (40, 1, 9))
    step = np.full((1, 1, 1), 0.02)
    np.testing.assert_allclose(fitted(weights, flat, [flat, flat]), weights)
    first = compensated(weights, flat.second, step, -128, 127)
    found = descended(first, weights, flat.second, step, -128, 127)
    assert np.abs(found * step - weights).max() < 0.012


@pytest.mark.parametrize("kernel", [1, 3])
def test_moments_of_a_convolution_are_exact_around_a_large_mean(kernel):
    """Single precision would lose a variance of 1e-4 beside a mean square of 1e4."""
    random = np.random.default_rng(0)
    x = (100 + 0.01 * random.normal(size=(6, 4, 20, 20))).astype(np.float32)
    exact = x + 0.01 * random.normal(size=x.shape).astype(np.float32)
    size = 21 - kernel
    window = Window(2, [1, 1], [0, 0, 0, 0], [1, 1])
    linear = Linear(np.zeros((2, 2, kernel, kernel), np.float32), None, (1, 2, size, size), window)
    found = linear.moments(x, exact).centred()
    views = [
        np.lib.stride_tricks.sliding_window_view(one.astype(np.float64), (kernel,) * 2, (2, 3))
        .reshape(6, 2, 2, size * size, kernel * kernel)
        .transpose(1, 0, 3, 2, 4)
        .reshape(2, 6 * size * size, -1)
        for one in (x, exact)
    ]
    wanted = moments(*views).centred()
    assert found.count == wanted.count
    np.testing.assert_allclose(found.second, wanted.second, rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(found.drift, wanted.drift, rtol=1e-3, atol=1e-7)
