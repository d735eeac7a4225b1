# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calibration methods against computations that share no code with them."""

import itertools
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from tpuc.calibration import methods
from tpuc.errors import TpucError


@dataclass
class Statistics:
    min: float
    max: float
    abs_max: float
    histogram: np.ndarray


def statistics_of(data, bins=2048):
    magnitude = np.abs(data)
    histogram, _ = np.histogram(magnitude, bins, (0, magnitude.max() or 1))
    return Statistics(float(data.min()), float(data.max()), float(magnitude.max()), histogram)


def samples(kind, count=200_000):
    random = np.random.default_rng(1)
    data = {
        "normal": random.normal(0, 2, count),
        "laplace": random.laplace(0, 0.3, count),
        "heavy": random.standard_t(3, count),
        "relu": np.maximum(random.normal(-0.5, 1, count), 0),
        "uniform": random.uniform(-1, 1, count),
    }[kind]
    return data.astype(np.float32)


KINDS = ["normal", "laplace", "heavy", "relu", "uniform"]


def divergence(counts, kept):
    """The definition, with lists of bins and scipy's relative entropy."""
    p = counts[:kept].copy()
    p[-1] += counts[kept:].sum()
    q = np.zeros(kept)
    bounds = [level * kept // 128 for level in range(129)]
    for first, last in itertools.pairwise(bounds):
        occupied = p[first:last] > 0
        if occupied.any():
            q[first:last][occupied] = counts[first:last].sum() / occupied.sum()
    return stats.entropy(p, q) if q.sum() else np.inf


@pytest.mark.parametrize("kind", KINDS)
def test_kl_is_the_least_divergence(kind):
    statistics = statistics_of(samples(kind, 20_000), bins=512)
    counts = statistics.histogram.astype(float)
    counts[0] = counts[1]
    divergences = np.array([divergence(counts, kept) for kept in range(128, 513)])
    best = 128 + int(np.argmin(divergences))
    threshold = methods.threshold_of(statistics, "kl")
    chosen = round(threshold / statistics.abs_max * 512)
    # Equal within rounding of the sums: ties may fall either way.
    assert divergences[chosen - 128] == pytest.approx(divergences[best - 128], abs=1e-9)
    assert threshold == pytest.approx(chosen / 512 * statistics.abs_max)


def test_kl_clips_an_outlier_and_keeps_a_uniform_range():
    data = samples("normal")
    data[0] = 100
    assert 6 < methods.threshold_of(statistics_of(data), "kl") < 15
    assert methods.threshold_of(statistics_of(samples("uniform")), "kl") > 0.95


def test_kl_needs_128_bins():
    with pytest.raises(TpucError, match="at least 128 bins, not 64"):
        methods.threshold_of(statistics_of(samples("normal"), 64), "kl")


@pytest.mark.parametrize("kind", KINDS)
def test_max_and_percentile(kind):
    data = samples(kind)
    statistics = statistics_of(data)
    assert methods.threshold_of(statistics, "max") == np.abs(data).max()
    exact = np.percentile(np.abs(data), 99.99)
    width = statistics.abs_max / 2048
    assert methods.threshold_of(statistics, "percentile9999") == pytest.approx(exact, abs=width)


def quantized(data, threshold):
    levels = 127 if data.min() < 0 else 255
    step = threshold / levels
    return np.clip(np.round(data / step), -levels - 1 if levels == 127 else 0, levels) * step


@pytest.mark.parametrize("kind", KINDS)
def test_mse_is_least_on_the_data_itself(kind):
    data = samples(kind, 50_000).astype(np.float64)
    statistics = statistics_of(data)

    def error(threshold):
        return np.square(quantized(data, threshold) - data).sum()

    grid = np.linspace(0.02, 1, 300) * statistics.abs_max
    least = min(map(error, grid))
    assert error(methods.threshold_of(statistics, "mse")) <= least * 1.02


def best_clip(density, bits):
    """The clip of least error of a symmetric density, by quadrature and a bounded search."""

    def error(clip):
        clipped, _ = integrate.quad(lambda x: (x - clip) ** 2 * density(x), clip, np.inf)
        return 2 * clipped + (2 * clip / 2**bits) ** 2 / 12

    return optimize.minimize_scalar(error, bounds=(1, 20), method="bounded").x


@pytest.mark.parametrize(
    ("kind", "method", "density", "spread"),
    [
        ("normal", "aciq_gauss", stats.norm.pdf, 2.0),
        ("laplace", "aciq_laplace", stats.laplace.pdf, 0.3),
    ],
)
def test_aciq_finds_the_best_clip_of_its_distribution(kind, method, density, spread):
    statistics = statistics_of(samples(kind))
    statistics.abs_max *= 2  # so that the clip is not cut off at the largest value
    statistics.histogram = np.histogram(np.abs(samples(kind)), 2048, (0, statistics.abs_max))[0]
    expected = best_clip(density, 8) * spread
    assert methods.threshold_of(statistics, method) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("method", "power"), [("aciq_gauss", 2), ("aciq_laplace", 1)])
def test_aciq_gives_one_sided_data_another_bit(method, power):
    data = np.abs(samples({"aciq_gauss": "normal", "aciq_laplace": "laplace"}[method]))
    density = {"aciq_gauss": stats.norm.pdf, "aciq_laplace": stats.laplace.pdf}[method]
    spread = np.mean(data.astype(float) ** power) ** (1 / power)
    zeros = np.zeros_like(data)  # of a ReLU: they do not count
    statistics = statistics_of(np.concatenate([data, zeros]))
    expected = min(best_clip(density, 9) * spread, statistics.abs_max)
    assert methods.threshold_of(statistics, method) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("method", methods.method_names())
def test_all_methods_on_degenerate_tensors(method):
    assert methods.threshold_of(statistics_of(np.zeros(100)), method) == 1e-5
    assert methods.threshold_of(statistics_of(np.full(100, 1e-6)), method) == 1e-5
    constant = methods.threshold_of(statistics_of(np.full(100, -3.0)), method)
    assert constant == pytest.approx(3.0, rel=1e-3)
    single = np.zeros(10_000_000, np.int8)  # one value among many zeros
    statistics = statistics_of(single)
    statistics.max = statistics.abs_max = 5.0
    statistics.histogram[-1] = 1
    assert 0 < methods.threshold_of(statistics, method) <= 5.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", methods.method_names())
def test_thresholds_lie_within_the_range(kind, method):
    statistics = statistics_of(samples(kind, 5000))
    assert 1e-5 <= methods.threshold_of(statistics, method) <= statistics.abs_max


def test_methods_are_looked_up_in_any_case():
    assert methods.lookup("Percentile9999") is methods.lookup("percentile9999")
    with pytest.raises(TpucError, match=r"unknown calibration method kld: one of kl, max, "):
        methods.lookup("kld")


def test_the_page_on_adding_a_method():
    page = Path(__file__).parents[2] / "docs" / "add_calibration_method.md"
    code = textwrap.dedent(page.read_text().split("```python\n")[1].split("```")[0])
    try:
        exec(code, {})
        data = samples("laplace")
        expected = 4 * np.abs(data).mean()
        assert methods.threshold_of(statistics_of(data), "Mean4") == pytest.approx(
            expected, rel=0.01
        )
        with pytest.raises(ValueError, match="twice"):
            exec(code, {})
    finally:
        methods._METHODS.pop("mean4", None)
