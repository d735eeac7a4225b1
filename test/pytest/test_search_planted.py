# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The search on networks in which the sensitive layers are planted, and against plain lowering."""

import numpy as np
import pytest
from planted import Planted, emit

import tpuc
from tpuc import chips, runtime
from tpuc.calibration import calibrate
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.errors import TpucError
from tpuc.layers import Layers
from tpuc.search.plain import PlainRunner
from tpuc.tables import Threshold

METHODS = ("MAX", "Percentile9999", "KL")
CHIPS = ["bm1684", "bm1684x", "cv183x"]


def statistics_of(module, samples):
    inputs = [ModelInput("x", (1, *samples.shape[1:]))]
    collector = runtime.Statistics(runtime.Session(module))
    return calibrate.collect(collector, ArraySamples({"x": samples}, inputs), Layers.of(module))


def lowered_cosine(module, samples, result):
    """The cosine of what deployment computes: lower once with both tables, run, compare."""
    lowered, _ = runtime.lower(
        module,
        chip=result.options.chip,
        mode="INT8",
        table=result.table,
        qtable=result.modes,
    )
    reference = next(iter(runtime.Session(module).run({"x": samples}).values()))
    mixed = next(iter(runtime.Session(lowered).run({"x": samples}).values()))
    a, b = reference.astype(float), mixed.astype(float)
    cosines = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
    return cosines.mean()


@pytest.mark.parametrize("chip", CHIPS)
def test_one_huge_weight(chip):
    network = Planted().plant_weight("c3")
    module, samples = emit(network), network.samples(8)
    options = {"chip": chip, "max_float_layers": 1, "expected_cos": 0.995}
    result = tpuc.search(module, {"x": samples}, **options)
    float_mode = chips.lookup(chip).float_modes[0]
    assert result.int8_cos < 0.99
    assert result.ranking[0].name == "c3"
    assert result.ranking[0].loss > 5 * result.ranking[1].loss
    assert result.modes == {"c3": float_mode}
    assert result.met and result.mixed_cos > 0.999
    assert result.mixed_cos == pytest.approx(lowered_cosine(module, samples, result), abs=1e-6)


@pytest.mark.parametrize("chip", CHIPS)
def test_one_huge_activation(chip):
    network = Planted().plant_activation("c2")
    module, samples = emit(network), network.samples(8)
    # bm1684 has no INT8 form of c3: its scales lie too far apart for a shift.
    planted = ["c2"] if chip == "bm1684" else ["c2", "c3"]
    options = {"chip": chip, "max_float_layers": len(planted)}
    result = tpuc.search(module, {"x": samples}, **options)
    assert {layer.name for layer in result.ranking[: len(planted)]} == set(planted)
    assert result.ranking[len(planted) - 1].loss > 100 * result.ranking[len(planted)].loss
    assert result.modes == dict.fromkeys(
        [layer.name for layer in result.ranking[: len(planted)]], chips.lookup(chip).float_modes[0]
    )
    assert result.int8_cos < 0.9 and result.mixed_cos > 0.999
    assert result.mixed_cos == pytest.approx(lowered_cosine(module, samples, result), abs=1e-6)


@pytest.mark.parametrize("chip", CHIPS)
def test_a_harmless_network_needs_no_float(chip):
    network = Planted()
    samples = network.samples(8)
    result = tpuc.search(emit(network), {"x": samples}, chip=chip, expected_cos=0.99)
    assert (result.modes, result.ranking) == ({}, [])
    assert result.trials == 1
    assert result.met and result.mixed_cos == result.int8_cos > 0.99


@pytest.mark.parametrize("chip", CHIPS)
def test_trials_are_those_of_plain_lowering(chip):
    network = Planted(3, seed=4).plant_weight("c2")
    module, samples = emit(network), network.samples(4)
    statistics = statistics_of(module, samples)
    float_mode = chips.lookup(chip).float_modes[0]
    options = runtime.TrialOptions(chip, fp_type=float_mode, compare=["fc"])
    given = {"table": statistics.table("kl"), "samples": {"x": samples}}
    fast = runtime.TrialSession(module, options, **given)
    plain = PlainRunner(module, options, **given)
    assert [(one.name, one.type, one.float_only) for one in fast.layers] == [
        (one.name, one.type, one.float_only) for one in plain.layers
    ]
    tables = [statistics.table(method) for method in METHODS]
    for name in ("c1", "c2", "c3", "pool", "fc"):
        candidates = [{name: table[name]} for table in tables]
        one, other = (runner.try_layer(name, candidates) for runner in (fast, plain))
        assert one.tensor("fc") == pytest.approx(other.tensor("fc"), rel=1e-5, abs=1e-5)
        assert one.similarity("cosine") == pytest.approx(other.similarity("cosine"), abs=1e-6)
        for runner in (fast, plain):
            runner.set_threshold(name, tables[1][name])
    for modes in (
        {},
        {"c2": float_mode},
        dict.fromkeys(["c1", "c3"], float_mode),
    ):
        for table in (None, tables[0]):
            one, other = (runner.evaluate(modes, table=table) for runner in (fast, plain))
            assert one.similarity("cosine") == pytest.approx(other.similarity("cosine"), abs=1e-6)


@pytest.mark.parametrize("chip", CHIPS)
def test_the_whole_search_is_that_of_plain_lowering(monkeypatch, chip):
    network = Planted(4, seed=2).plant_weight("c2").plant_activation("c3")
    module, samples = emit(network), network.samples(4)
    options = {"chip": chip, "max_float_layers": 2, "expected_cos": 0.9999}
    fast = tpuc.search(module, {"x": samples}, **options)
    monkeypatch.setattr(runtime, "TrialSession", PlainRunner)
    plain = tpuc.search(module, {"x": samples}, **options)
    assert [layer.name for layer in fast.ranking] == [layer.name for layer in plain.ranking]
    assert (fast.modes, fast.table) == (plain.modes, plain.table)
    for one, other in zip(fast.ranking, plain.ranking, strict=True):
        assert one.best.method == other.best.method
        assert [trial.loss for trial in one.trials] == pytest.approx(
            [trial.loss for trial in other.trials], abs=1e-6
        )
    assert fast.mixed_cos == pytest.approx(plain.mixed_cos, abs=1e-6)


def test_an_inner_layer_can_be_compared():
    network = Planted()
    samples = network.samples(4)
    result = tpuc.search(
        emit(network),
        {"x": samples},
        chip="bm1684",
        expected_cos=1.0,
        compare={"c2": 0.5, "fc": 0.5},
    )
    assert len(result.ranking) == 7


def test_post_processing_is_what_counts():
    network = Planted().plant_weight("c3")
    samples = network.samples(4)
    seen = []

    def first_score_alone(outputs):
        seen.append(outputs["fc"].shape)
        return np.ones(3)

    result = tpuc.search(
        emit(network), {"x": samples}, chip="bm1684", post_process=first_score_alone
    )
    assert result.int8_cos == pytest.approx(1.0) and result.modes == {}
    assert set(seen) == {(1, 10)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"chip": "bm1"}, "unknown chip bm1: one of bm1684, bm1684x"),
        ({"chip": "bm1684", "fp_type": "F16"}, "bm1684 has no F16: fp_type is one of auto, F32"),
        ({"chip": "bm1684", "expected_cos": 1.5}, "expected_cos 1.5 is no cosine"),
        ({"chip": "bm1684", "max_float_layers": -1}, "max_float_layers -1 is negative"),
        ({"chip": "bm1684", "methods": ("MAX", "KLD")}, "unknown calibration method KLD"),
        ({"chip": "bm1684", "methods": ()}, "no calibration method"),
        ({"chip": "bm1684", "strategy": "x"}, "unknown strategy x: one of greedy"),
        ({"chip": "bm1684", "asymmetric": True}, "bm1684 has no asymmetric INT8"),
        ({"chip": "bm1684", "compare": {"c9": 1.0}}, "global compare layers names layers"),
    ],
)
def test_bad_options(options, message):
    network = Planted(2)
    with pytest.raises(TpucError, match=message):
        tpuc.search(emit(network), {"x": network.samples(1)}, **options)


def test_tables_must_fit_the_network():
    network = Planted(2)
    module, samples = emit(network), {"x": network.samples(1)}
    table = dict.fromkeys(["x", "c1", "c2", "pool", "flat"], Threshold(1, -1, 1))
    with pytest.raises(TpucError, match="calibration table lacks 1 layers of the network: fc"):
        tpuc.search(module, samples, table=table, chip="bm1684")
    table["fc"] = table["other"] = table["x"]
    with pytest.raises(TpucError, match="names layers that the network lacks: other"):
        tpuc.search(module, samples, table=table, chip="bm1684")


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        ({}, "no array for input x"),
        ({"x": np.zeros((1, 8, 3, 3))}, r"has shape \[1, 8, 3, 3\]"),
        ({"x": np.full((1, 8, 12, 12), np.nan)}, "not finite"),
    ],
)
def test_bad_samples(samples, message):
    with pytest.raises(TpucError, match=message):
        tpuc.search(emit(Planted(2)), samples, chip="bm1684")


@pytest.mark.parametrize(
    ("chip", "strategy"), [*((chip, "greedy") for chip in CHIPS), ("bm1684", "joint")]
)
def test_screening_chooses_the_same_layers_with_fewer_trials(chip, strategy):
    network = Planted(7, seed=3).plant_weight("c5")
    module, samples = emit(network), {"x": network.samples(10)}
    options = {"chip": chip, "target": 0.9999, "max_float_layers": 2, "strategy": strategy}
    whole = tpuc.search(module, samples, **options)
    screened = tpuc.search(module, samples, screening=True, **options)
    assert screened.modes == whole.modes and "c5" in whole.modes
    marks = {layer.name: {trial.screened for trial in layer.trials} for layer in screened.ranking}
    assert all(marks[name] == {False} for name in whole.modes)
    assert any(mark == {True} for mark in marks.values())
    assert screened.ranking[0].name == whole.ranking[0].name == "c5"
