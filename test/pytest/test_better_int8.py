# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What makes INT8 better, on networks in which it is known what is wrong."""

import numpy as np
import pytest
from hard_for_int8 import (
    activation_outliers,
    biased_rounding,
    biased_transposed,
    clipped_twins,
    imbalanced_depthwise,
    samples,
)
from planted import Planted
from planted import emit as emit_planted

from tpuc.calibration import calibrate, equalization
from tpuc.calibration.correct import correct
from tpuc.calibration.layer_weights import Choices
from tpuc.calibration.linear import Linear
from tpuc.calibration.stepping import Stepper
from tpuc.corrections import Corrections
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.frontend.emit import emit_module
from tpuc.frontend.graph import Constant, GraphBuilder
from tpuc.layers import Layers
from tpuc.mlir import ir
from tpuc.runtime import Session, Statistics, lower

CHIPS = ("bm1684", "bm1684x", "cv183x")


def emit(graph):
    return emit_module(graph, {}, ir.Context())


def maxima(module, x, method="max"):
    session = Session(module)
    name = session.inputs[0].name
    inputs = [ModelInput(name, tuple(session.inputs[0].shape))]
    samples = ArraySamples({name: x}, inputs)
    return calibrate.collect(Statistics(session), samples, Layers.of(module)).table(method)


def outputs(module, x):
    session = Session(module)
    results = session.run({session.inputs[0].name: x})
    return np.concatenate([value.reshape(len(x), -1) for value in results.values()], axis=1)


def cosine(a, b):
    return float(np.vdot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))


def corrected(module, x, chip, table, **choices):
    """The corrections of a sweep, and its thresholds."""
    stepper = Stepper(module, chip, table)
    name = Session(module).inputs[0].name
    weights = correct(stepper, {name: x}, Choices(**choices))
    return Corrections({}, weights, chip), stepper.table


def quality(module, chip, table, x, wanted):
    lowered, _ = lower(module, chip=chip, table=table)
    return cosine(outputs(lowered, x), wanted)


@pytest.mark.parametrize("chip", CHIPS)
def test_stepping_gives_the_integers_of_the_lowered_network(chip):
    network = Planted()
    module, x = emit_planted(network), network.samples(4)
    table = maxima(module, x)
    stepper = Stepper(module, chip, table)
    stored, floats = {"x": x}, {"x": x}
    for layer in stepper:
        alone = stepper.int8(layer.name)
        stored[layer.name] = alone.run(stored)
        stepper.passed(layer.name, alone.dtype)
        floats[layer.name] = stepper.float_run(layer.name, floats)
    lowered, _ = lower(module, chip=chip, table=table)
    whole = Session(lowered).run({"x": x}, keep=[*network.names, "pool", "fc"])
    plain = Session(module).run({"x": x}, keep="all")
    for name, values in whole.items():
        np.testing.assert_array_equal(stored[name], values, err_msg=name)
        np.testing.assert_allclose(floats[name], plain[name], rtol=1e-4, atol=1e-4)


def test_equalization_mends_a_depthwise_network():
    module = emit(imbalanced_depthwise())
    x, unseen = samples(imbalanced_depthwise(), 24), samples(imbalanced_depthwise(), 16, seed=2)
    layers = Layers.of(module)
    session = Session(module)
    seen = equalization.channel_maxima(session, equalization.limited(layers), [{"x": x}])
    scales = equalization.equalize(layers, seen)
    assert set(scales) == {"wide", "deep"}
    equal = Corrections(scales).apply(module)
    wanted = outputs(module, unseen)
    # The same function in float, on samples that were not looked at.
    assert cosine(outputs(equal, unseen), wanted) > 1 - 1e-6
    plain = quality(module, "bm1684", maxima(module, x), unseen, wanted)
    better = quality(equal, "bm1684", maxima(equal, x), unseen, wanted)
    assert plain < 0.97 and better > 0.995
    sizes = [np.abs(Linear.of(Layers.of(equal)[n].op).filter) for n in ("wide", "last")]
    largest = sizes[0].max(axis=(1, 2, 3))
    assert largest.max() / largest.min() < 40  # 250 before; limited by what a ReLU6 lets through


def test_equalization_leaves_channels_that_reach_the_limit():
    module = emit(imbalanced_depthwise())
    layers = Layers.of(module)
    seen = {name: np.full(16, 6.0) for name in equalization.limited(layers)}
    assert equalization.equalize(layers, seen) == {}


def test_bias_correction_mends_biased_rounding():
    module = emit(biased_rounding())
    x, unseen = samples(biased_rounding(), 24), samples(biased_rounding(), 16, seed=2)
    table = maxima(module, x)
    wanted = outputs(module, unseen)
    corrections, _ = corrected(module, x, "bm1684", table, bias=True)
    before, _ = lower(module, chip="bm1684", table=table)
    after, _ = lower(corrections.apply(module), chip="bm1684", table=table)
    errors = []
    for one in (before, after):
        error = (outputs(one, unseen) - wanted).reshape(len(unseen), 16, -1)
        errors.append(float(np.abs(error.mean(axis=(0, 2))).mean()))  # of each channel
    assert errors[1] < errors[0] / 4
    assert cosine(outputs(after, unseen), wanted) > cosine(outputs(before, unseen), wanted)
    assert all(one.filter is None and one.range is None for one in corrections.weights.values())


@pytest.mark.parametrize("chip", CHIPS)
def test_adaptive_rounding_tells_what_was_clipped(chip):
    module = emit(clipped_twins())
    x, unseen = samples(clipped_twins(), 24), samples(clipped_twins(), 16, seed=2)
    table = maxima(module, x)
    given = table["first"]
    table["first"] = given._replace(threshold=given.threshold * 0.4)
    wanted = outputs(module, unseen)
    errors = {}
    for name in ("rounding", "adaptive"):
        corrections, _ = corrected(module, x, chip, table, bias=True, **{name: True})
        errors[name] = 1 - quality(corrections.apply(module), chip, table, unseen, wanted)
    assert errors["adaptive"] < 0.5 * errors["rounding"], errors


@pytest.mark.parametrize("chip", CHIPS)
def test_bias_correction_of_a_transposed_convolution(chip):
    module = emit(biased_transposed())
    x, unseen = samples(biased_transposed(), 24), samples(biased_transposed(), 16, seed=2)
    table = maxima(module, x)
    wanted = outputs(module, unseen)
    corrections, _ = corrected(module, x, chip, table, bias=True)
    assert list(corrections.weights) == ["up"]
    errors = []
    for one in (module, corrections.apply(module)):
        lowered, report = lower(one, chip=chip, table=table)
        assert all(layer.mode == "INT8" for layer in report.layers)
        error = (outputs(lowered, unseen) - wanted).reshape(len(unseen), 16, -1)
        errors.append(float(np.abs(error.mean(axis=(0, 2))).mean()))  # of each channel
    assert errors[1] < errors[0] / 3


@pytest.mark.parametrize("chip", CHIPS)
def test_each_choice_alone_and_all_together(chip):
    network = Planted(seed=3)
    network.filters["c3"][3, 0, 1, 1] = 4.0  # few bits for the rest where there is one scale
    module, x = emit_planted(network), network.samples(32)
    unseen = network.samples(16, seed=9)
    table = maxima(module, x)
    wanted = outputs(module, unseen)
    plain = quality(module, chip, table, unseen, wanted)
    found = {}
    for name in ("bias", "rounding", "adaptive", "weight_scale", "thresholds"):
        one, new = corrected(module, x, chip, table, **{name: True})
        found[name] = quality(one.apply(module), chip, new, unseen, wanted)
        assert new == table or name == "thresholds"
        assert bool(one.weights) == (name != "thresholds")
    every = dict.fromkeys(("bias", "rounding", "weight_scale", "thresholds"), True)
    one, new = corrected(module, x, chip, table, **every)
    found["all"] = quality(one.apply(module), chip, new, unseen, wanted)
    error = {name: 1 - value for name, value in found.items()}
    assert error["all"] < (1 - plain) * 0.9, (plain, found)
    assert min(error, key=error.get) in ("all", "adaptive", "rounding", "bias"), found


@pytest.mark.parametrize("chip", CHIPS)
def test_integers_are_the_ones_intended(chip):
    """What rounding chose is on the grid that lowering derives, in the whole network."""
    network = Planted()
    module, x = emit_planted(network), network.samples(8)
    table = maxima(module, x)
    choices = {"bias": True, "rounding": True, "weight_scale": True}
    corrections, new = corrected(module, x, chip, table, **choices)
    lowered, report = lower(corrections.apply(module), chip=chip, table=new)
    assert all(layer.mode == "INT8" for layer in report.layers)
    ops = {name: layer.op for name, layer in Layers.of(lowered).items()}
    stepper = Stepper(corrections.apply(module), chip, new)
    for name, weights in corrections.weights.items():
        grid = stepper.int8(name).grid
        element = ir.RankedTensorType(ops[name].operands[1].type).element_type
        steps = getattr(element, "scales", None) or [element.scale]
        np.testing.assert_array_equal(grid.step, steps)
        linear = Linear.of(stepper.layers[name].op)
        shape = (linear.groups if len(grid.step) > 1 else 1, -1, 1)
        integers = linear.matrix(weights.filter).astype(np.float64) / grid.step.reshape(shape)
        np.testing.assert_allclose(integers, np.rint(integers), atol=2e-3)
        assert np.abs(integers).max() > 60


@pytest.mark.parametrize("chip", CHIPS)
def test_layers_that_the_chip_has_in_another_form_are_left_alone(chip):
    builder = GraphBuilder("scaled")
    value = builder.add_input("x", (1, 4, 6, 6))
    random = np.random.default_rng(0)
    for name in ("s1", "s2"):  # a depthwise convolution on all chips but bm1684
        operands = {
            "input": value,
            "scale": Constant(f"{name}.scale", random.uniform(0.5, 2, 4)),
            "bias": Constant(f"{name}.bias", random.normal(size=4)),
        }
        value = builder.add_node("Scale", name, (1, 4, 6, 6), operands)
        square = {"lhs": value, "rhs": value}
        value = builder.add_node("Mul", f"{name}_square", (1, 4, 6, 6), square)
    module = emit(builder.finish([value]))
    x = random.normal(size=(6, 4, 6, 6)).astype(np.float32)
    table = maxima(module, x)
    every = dict.fromkeys(("bias", "rounding", "weight_scale", "thresholds"), True)
    corrections, new = corrected(module, x, chip, table, **every)
    assert corrections.weights == {}
    assert quality(module, chip, new, x, outputs(module, x)) > 0.99


def test_float_layers_of_a_mix_keep_their_weights():
    network = Planted()
    module, x = emit_planted(network), network.samples(8)
    table = maxima(module, x)
    corrections, _ = corrected(module, x, "bm1684", table, bias=True, rounding=True)
    both = [module, corrections.apply(module)]
    every = dict.fromkeys([*network.names, "pool", "flat", "fc"], "F32")
    floats = [lower(one, chip="bm1684", table=table, qtable=every)[0] for one in both]
    np.testing.assert_array_equal(*(outputs(one, x) for one in floats))
    some = {"c2": "F32"}
    mixed = [lower(one, chip="bm1684", table=table, qtable=some)[0] for one in both]
    assert not np.array_equal(*(outputs(one, x) for one in mixed))


def test_smoothquant_mends_activation_outliers():
    module = emit(activation_outliers())
    x, unseen = samples(activation_outliers(), 24), samples(activation_outliers(), 16, seed=2)
    layers = Layers.of(module)
    names = equalization.normalized(layers)
    assert names == ["norm"]
    seen = equalization.channel_maxima(Session(module), names, [{"x": x}])
    smooth = Corrections(equalization.smooth(layers, seen)).apply(module)
    wanted = outputs(module, unseen)
    assert cosine(outputs(smooth, unseen), wanted) > 1 - 1e-6
    plain = quality(module, "bm1684x", maxima(module, x), unseen, wanted)
    better = quality(smooth, "bm1684x", maxima(smooth, x), unseen, wanted)
    assert plain < 0.99 and better > 0.998
