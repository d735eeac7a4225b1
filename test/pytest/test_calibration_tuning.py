# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Collecting statistics in two passes, and tuning thresholds for the readers of a tensor."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from tpuc.calibration import calibrate
from tpuc.calibration.linear import Linear
from tpuc.calibration.tuning import tune
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.errors import TpucError
from tpuc.layers import Layer, Layers
from tpuc.mlir import ir
from tpuc.tables import Threshold

NO_LAYERS = Layers([], [])


@dataclass
class Seen:
    min: float
    max: float
    abs_max: float
    histogram: np.ndarray


class Collector:
    """Statistics of one tensor, as the runtime makes them."""

    def __init__(self, bins):
        self.bins, self.low, self.high, self.counts = bins, np.inf, -np.inf, np.zeros(bins)

    def observe_range(self, batch):
        self.low = min(self.low, batch["x"].min())
        self.high = max(self.high, batch["x"].max())

    def observe_histogram(self, batch):
        top = max(abs(self.low), abs(self.high))
        self.counts += np.histogram(np.abs(batch["x"]), self.bins, (0, top))[0]

    def result(self):
        top = max(abs(self.low), abs(self.high))
        return {"x": Seen(self.low, self.high, top, self.counts)}


def array_samples(values, shape=(1, 4)):
    return ArraySamples({"x": values}, [ModelInput("x", shape)])


def test_two_passes_are_exact_whatever_the_order():
    values = np.random.default_rng(0).normal(size=(37, 4)).astype(np.float32)
    values[-1] = 50  # the largest comes last
    statistics = calibrate.collect(Collector(256), array_samples(values), NO_LAYERS)
    backwards = calibrate.collect(Collector(256), array_samples(values[::-1]), NO_LAYERS)
    assert statistics.samples == 37
    assert statistics.layers["x"].histogram.sum() == values.size
    for method in ("kl", "mse", "percentile9999", "max"):
        assert statistics.table(method) == backwards.table(method)
    threshold = statistics.table("MAX")["x"]
    assert threshold == Threshold(50.0, pytest.approx(values.min(), abs=1e-7), 50.0)
    assert threshold.min == float(f"{threshold.min:.7f}")


def test_values_that_are_not_finite_are_named():
    class Broken(Collector):
        def result(self):
            return {"conv1": Seen(-1.0, np.inf, np.inf, self.counts)}

    with pytest.raises(TpucError, match="layer conv1 of the float network"):
        calibrate.collect(Broken(256), array_samples(np.ones((1, 4), np.float32)), NO_LAYERS)


def test_too_few_bins():
    with pytest.raises(TpucError, match="histogram_bin_num 64 is too small"):
        calibrate.check_bins(64)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.zeros((3, 4), np.float32), r"hold 3 rows for input x, not 2 a sample"),
        (np.zeros((2, 5), np.float32), r"has shape \[2, 5\], input x has \[2, 4\]"),
        (np.full((2, 4), np.nan, np.float32), "not finite"),
    ],
)
def test_bad_array_samples(rows, message):
    with pytest.raises(TpucError, match=message):
        array_samples(rows, (2, 4))


@dataclass
class FakeNetwork:
    """x [N, C] -> a 1x1 convolution with the given filter."""

    filter: np.ndarray
    layers: Layers = field(init=False)

    def __post_init__(self):
        conv = Layer("y", "top.Conv", ("x",), ("w",), SimpleNamespace(attributes={}))
        self.layers = Layers([Layer("x", "top.Input"), conv], ["y"])

    def weight(self, name):
        assert name == "w"
        return self.filter

    def tensors(self, batch):
        x = batch["x"]
        return {"x": x, "y": np.einsum("oc,nc->no", self.filter[:, :, 0, 0], x)}


def output_error(network, values, threshold):
    step = threshold / (127 if values.min() < 0 else 255)
    quantized = np.clip(np.round(values / step), -127, 255) * step
    difference = (quantized - values) @ network.filter[:, :, 0, 0].T
    return float(np.square(difference).sum())


@pytest.mark.parametrize("loud", [False, True])
def test_tuning_weighs_channels_by_the_weights_they_meet(loud):
    """Outliers of a channel are worth keeping only when the next layer looks at that channel."""
    random = np.random.default_rng(3)
    values = random.normal(size=(4000, 4)).astype(np.float32)
    values[:, 0] *= 6
    filter = random.normal(size=(8, 4, 1, 1)).astype(np.float32)
    filter[:, 0] *= 10 if loud else 1e-3
    network = FakeNetwork(filter)
    samples = array_samples(values)
    statistics = calibrate.collect(Collector(2048), samples, NO_LAYERS)
    low = 2.0
    start = {"x": statistics.table("max")["x"]._replace(threshold=low)}
    tuned, count = tune(network, statistics, start, samples)
    assert count == 4000
    chosen = tuned["x"].threshold
    assert (chosen > 15) == loud
    assert (tuned["x"].min, tuned["x"].max) == (start["x"].min, start["x"].max)
    grid = np.linspace(low, statistics.layers["x"].abs_max, 200)
    least = min(output_error(network, values, threshold) for threshold in grid)
    assert output_error(network, values, chosen) <= least * 1.25  # errors are a little correlated


def test_tuning_never_goes_below_the_threshold_or_above_the_maximum():
    values = np.random.default_rng(5).laplace(size=(500, 4)).astype(np.float32)
    network = FakeNetwork(np.ones((1, 4, 1, 1), np.float32))
    samples = array_samples(values)
    statistics = calibrate.collect(Collector(2048), samples, NO_LAYERS)
    top = statistics.table("max")
    tuned, _ = tune(network, statistics, top, samples)
    assert tuned["x"] == top["x"]
    high = {"x": top["x"]._replace(threshold=top["x"].threshold * 0.97)}
    tuned, _ = tune(network, statistics, high, samples)
    assert high["x"].threshold <= tuned["x"].threshold <= top["x"].threshold


def test_a_reader_that_is_all_zero_asks_nothing():
    class Watched(FakeNetwork):
        """Something also looks for NaN in x."""

        def __post_init__(self):
            super().__post_init__()
            watch = Layer("nan", "top.Compare", ("x", "x"), (), SimpleNamespace(attributes={}))
            self.layers = Layers([*self.layers.values(), watch], ["y", "nan"])

        def tensors(self, batch):
            return {**super().tensors(batch), "nan": np.zeros_like(batch["x"])}

    values = np.random.default_rng(7).normal(size=(500, 4)).astype(np.float32)
    values[:, 0] *= 6
    samples = array_samples(values)
    statistics = calibrate.collect(Collector(2048), samples, NO_LAYERS)
    start = {"x": statistics.table("max")["x"]._replace(threshold=2.0)}
    filter = np.ones((1, 4, 1, 1), np.float32)
    filter[:, 0] = 1e-3
    expected, _ = tune(FakeNetwork(filter), statistics, start, samples)
    assert expected["x"].threshold < 6
    assert tune(Watched(filter), statistics, start, samples)[0] == expected


def test_a_matrix_on_the_left_weighs_no_channel():
    """Its columns meet the rows of what is read, which are no channels."""
    text = """func.func @main(%a: tensor<1x3x5xf32>) -> tensor<1x2x5xf32> {
        %x = top.Input(%a) : (tensor<1x3x5xf32>) -> tensor<1x3x5xf32> loc("x")
        %w = top.Weight {value = dense<0.5> : tensor<2x3xf32>} : tensor<2x3xf32> loc("w")
        %y = top.MatMul(%w, %x) : (tensor<2x3xf32>, tensor<1x3x5xf32>) -> tensor<1x2x5xf32> loc("y")
        return %y : tensor<1x2x5xf32>
    }"""
    with ir.Context():
        module = ir.Module.parse(text)
        layers = Layers.of(module)
        assert layers["y"].weights == ("w",)
        assert layers["y"].constant_first
        assert Linear.of(layers["y"].op) is None
    values = np.random.default_rng(0).normal(size=(8, 3, 5)).astype(np.float32)
    samples = array_samples(values, (1, 3, 5))
    statistics = calibrate.collect(Collector(256), samples, NO_LAYERS)
    table = statistics.table("max")
    network = SimpleNamespace(
        layers=layers,
        tensors=lambda batch: {**batch, "y": np.full((2, 3), 0.5, np.float32) @ batch["x"]},
        weight=lambda name: np.full((2, 3), 0.5, np.float32),
    )
    assert tune(network, statistics, table, samples)[1] == 8
