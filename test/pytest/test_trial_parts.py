# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials of a part of a layer: its weights alone, its activations alone."""

from __future__ import annotations

import re

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

import small_networks  # noqa: E402
from safetensors.numpy import load_file, save_file  # noqa: E402

from tpuc.corrections import Corrections, Int8Weights  # noqa: E402
from tpuc.errors import TpucError  # noqa: E402

SAMPLES = small_networks.samples(5)
CHIPS = [("bm1684", "F32"), ("bm1684x", "F32"), ("bm1684x", "F16"), ("cv183x", "BF16")]


def products(folder):
    """A transposed convolution in two groups and a product with a transposed right side."""
    x, y, f = "tensor<1x4x3x2xf32>", "tensor<1x6x3x2xf32>", "tensor<4x3x1x1xf32>"
    text = f"""
  func.func @main(%arg0: {x}) -> tensor<1x5xf32> {{
    %x = top.Input(%arg0) : ({x}) -> {x} loc("x")
    %f = top.Weight {{value = dense_resource<f> : {f}}} : {f} loc("up.weight")
    %up = top.Deconv(%x, %f) {{kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>, group = 2 : i64}} : ({x}, {f}) -> {y} loc("up")
    %flat = top.Reshape(%up) {{shape = array<i64: 1, 36>}} : ({y}) -> tensor<1x36xf32> loc("flat")
    %w = top.Weight {{value = dense_resource<w> : tensor<5x36xf32>}}
      : tensor<5x36xf32> loc("fc.weight")
    %fc = top.MatMul(%flat, %w) {{right_transpose = true}}
      : (tensor<1x36xf32>, tensor<5x36xf32>) -> tensor<1x5xf32> loc("fc")
    return %fc : tensor<1x5xf32>
  }}"""
    rng = np.random.default_rng(7)
    weights = {
        "up.weight": rng.normal(0, 1, (4, 3, 1, 1)).astype(np.float32),
        "fc.weight": rng.normal(0, 1, (5, 36)).astype(np.float32),
    }
    return small_networks.write(folder, text, weights)


def calibrated(module, samples):
    statistics = runtime.Statistics(runtime.Session(module))
    statistics.observe_range({"x": samples})
    return {k: (max(v.abs_max, 1e-5), v.min, v.max) for k, v in statistics.result().items()}


def stored_filters(lowered, folder):
    """The real numbers that the filters of a lowered network stand for, by layer."""
    runtime.save_module(lowered, folder / "low.mlir")
    stored = load_file(folder / "low_tpu_weights.safetensors")
    text = (folder / "low.mlir").read_text()
    locations = dict(re.findall(r'^(#loc\d+) = loc\("([^"]+)"', text, re.M))
    filters = {}
    for types, location in re.findall(r"!quant.uniform<[iu]8:f32(.*?)>> loc\((#loc\d+)\)", text):
        name = locations[location]
        if "_filter_" not in name:
            continue
        scales = [float(one) for one in re.findall(r"\d+\.\d+(?:e-?\d+)?", types)]
        values = stored[name].astype(np.float64)
        shape = [-1] + [1] * (values.ndim - 1) if len(scales) > 1 else []
        filters[name.split("_filter_")[0]] = values * np.reshape(scales, shape or ())
    return filters


def deconv_filter(values, group):
    """[OC, C/group, ...] as top.Deconv has it: [C, OC/group, ...]."""
    parts = np.split(values, group)
    return np.concatenate([part.swapaxes(0, 1) for part in parts])


@pytest.mark.parametrize(("chip", "fp_type"), CHIPS)
def test_weights_alone_are_the_integers_of_the_lowered_filter(tmp_path, chip, fp_type):
    samples = small_networks.samples(5, channels=4, height=3, width=2)
    path = products(tmp_path)
    module = runtime.load_module(path)
    table = calibrated(module, samples)
    trials = runtime.TrialSession(
        module, runtime.TrialOptions(chip, fp_type=fp_type), table=table, samples={"x": samples}
    )
    lowered, _ = runtime.lower(module, chip=chip, table=table)
    filters = stored_filters(lowered, tmp_path)
    as_in_top = {"up": deconv_filter(filters["up"], 2), "fc": filters["fc"].T}
    file = tmp_path / "net_top_weights.safetensors"
    weights = load_file(file)
    for name, values in as_in_top.items():
        assert not np.array_equal(weights[f"{name}.weight"], values.astype(np.float32))
        (tmp_path / name).mkdir()
        changed = {**weights, f"{name}.weight": np.ascontiguousarray(values, np.float32)}
        save_file(changed, tmp_path / name / file.name)
        (tmp_path / name / "net.mlir").write_text(path.read_text())
        other = runtime.load_module(tmp_path / name / "net.mlir")
        floats, _ = runtime.lower(other, chip=chip, mode=fp_type)
        want = next(iter(runtime.Session(floats).run({"x": samples}).values()))
        assert np.array_equal(trials.try_parts(name).tensor("fc")[0], want), name
        assert not np.array_equal(trials.reference()["fc"], want)


@pytest.mark.parametrize(("chip", "fp_type"), CHIPS)
def test_weights_alone_have_the_corrected_bias(tmp_path, chip, fp_type):
    """A corrected bias belongs to the error of the filter that it makes up for."""
    path = small_networks.chain(tmp_path)
    module = runtime.load_module(path)
    table = calibrated(module, SAMPLES)
    bias = np.linspace(-2, 2, 4, dtype=np.float32)
    corrected = Corrections(weights={"c2": Int8Weights(bias=bias)}, chip=chip).apply(module)
    lowered, _ = runtime.lower(corrected, chip=chip, table=table)
    values = stored_filters(lowered, tmp_path)["c2"]
    file = tmp_path / "net_top_weights.safetensors"
    changed = {"c2.weight": np.ascontiguousarray(values, np.float32), "c2.bias": bias}
    save_file({**load_file(file), **changed}, file)
    floats, _ = runtime.lower(runtime.load_module(path), chip=chip, mode=fp_type)
    want = next(iter(runtime.Session(floats).run({"x": SAMPLES}).values()))
    base, _ = runtime.lower(module, chip=chip, mode=fp_type)
    unchanged = next(iter(runtime.Session(base).run({"x": SAMPLES}).values()))
    trials = runtime.TrialSession(
        corrected, runtime.TrialOptions(chip, fp_type=fp_type), table=table, samples={"x": SAMPLES}
    )
    weights, activations = trials.try_parts("c2").tensor("c2")
    assert np.array_equal(weights, want)
    assert np.abs(weights - unchanged).max() > 1  # the bias is far from the layer's own
    assert np.abs(activations - unchanged).max() < 0.1  # which the activations keep


def test_a_layer_without_a_bias_gets_the_corrected_one(tmp_path):
    samples = small_networks.samples(5, channels=4, height=3, width=2)
    module = runtime.load_module(products(tmp_path))
    table = calibrated(module, samples)
    bias = np.linspace(-1, 1, 5, dtype=np.float32)
    corrected = Corrections(weights={"fc": Int8Weights(bias=bias)}, chip="bm1684x").apply(module)
    plain, with_bias = (
        runtime.TrialSession(
            one, runtime.TrialOptions("bm1684x", fp_type="F32"), table=table, samples={"x": samples}
        )
        .try_parts("fc")
        .tensor("fc")[0]
        for one in (module, corrected)
    )
    np.testing.assert_allclose(with_bias, plain + bias, rtol=1e-5, atol=1e-5)


def convolution(x, weights, bias):
    """3x3, padding 1."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.einsum("nchwij,ocij->nohw", windows, weights) + bias[None, :, None, None]


def rounded(x, threshold, levels, low, high):
    scale = threshold / levels
    return np.clip(np.round(x / scale), low, high) * scale


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x"])
def test_activations_alone_are_rounded_before_and_after(tmp_path, chip):
    module = runtime.load_module(small_networks.chain(tmp_path))
    table = calibrated(module, SAMPLES)
    trials = runtime.TrialSession(
        module,
        runtime.TrialOptions(chip, fp_type="F32", compare=["c2"]),
        table=table,
        samples={"x": SAMPLES},
    )
    before = runtime.Session(module).run({"x": SAMPLES}, keep=["c1"])["c1"]
    inputs = rounded(before, table["c1"][0], 255, 0, 255)
    weights = small_networks.conv_weights("c2", (8, 4), 1)
    exact = convolution(inputs, weights["c2.weight"], weights["c2.bias"])
    want = rounded(exact, table["c2"][0], 127, -128, 127)
    got = trials.try_parts("c2").tensor("c2")[1]
    step = table["c2"][0] / 127
    off = np.abs(got - want) > step / 2
    assert off.mean() < 0.005  # sums of other order round the other way now and then
    assert np.abs(got - want).max() <= 1.001 * step
    # The losses of the parts make up most of that of the layer.
    whole = 1 - trials.try_layer("c2", [{}]).similarity().mean()
    parts = (1 - trials.try_parts("c2").similarity()).mean(axis=(1, 2))
    assert parts.min() > 0 and parts.sum() == pytest.approx(whole, rel=0.5)


@pytest.mark.parametrize(("chip", "fp_type"), CHIPS)
def test_layers_without_weights_have_activations_alone(tmp_path, chip, fp_type):
    samples = small_networks.samples(5, width=6)
    module = runtime.load_module(small_networks.branches(tmp_path))
    table = calibrated(module, samples)
    trials = runtime.TrialSession(
        module, runtime.TrialOptions(chip, fp_type=fp_type), table=table, samples={"x": samples}
    )
    all_float = dict.fromkeys((one.name for one in trials.layers), fp_type)
    base = trials.evaluate(all_float).tensor("fc")[0]
    for layer in trials.layers:
        parts = trials.try_parts(layer.name).tensor("fc")
        weighted = layer.type in ("top.Conv", "top.MatMul")
        assert np.array_equal(parts[0], base) != weighted, layer.name
        own = layer.type != "top.Reshape" and layer.name != "max"  # "max" is not above fc
        if own and layer.type not in ("top.Permute",):
            assert not np.array_equal(parts[1], base), layer.name


def test_an_unknown_layer_is_refused(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    table = calibrated(module, SAMPLES)
    trials = runtime.TrialSession(
        module, runtime.TrialOptions("bm1684"), table=table, samples={"x": SAMPLES}
    )
    with pytest.raises(TpucError, match="no layer 'nothing' to try"):
        trials.try_parts("nothing")
