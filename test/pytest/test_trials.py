# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials give what lowering the whole network gives."""

from __future__ import annotations

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

import small_networks  # noqa: E402

from tpuc.errors import TpucError  # noqa: E402

SAMPLES = small_networks.samples(5, width=6)
SETTINGS = [
    ("bm1684", "F32", False),
    ("bm1684x", "F16", False),
    ("bm1684x", "BF16", True),
    ("bm1684x", "F32", False),
    ("cv183x", "BF16", False),
]


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    return runtime.load_module(small_networks.branches(tmp_path_factory.mktemp("net")))


@pytest.fixture(scope="module")
def table(module):
    statistics = runtime.Statistics(runtime.Session(module))
    statistics.observe_range({"x": SAMPLES})
    result = statistics.result()
    return {k: (max(v.abs_max, 1e-5), v.min, v.max) for k, v in result.items()}


def lowered(module, chip, asymmetric, table, qtable):
    """The outputs of the network lowered as a whole, by layer name."""
    low, _ = runtime.lower(module, chip=chip, table=table, qtable=qtable, asymmetric=asymmetric)
    session = runtime.Session(low)
    values = session.run({"x": SAMPLES}, keep="all")
    outputs = [values[info.name] for info in session.outputs]
    return {**values, "fc": outputs[0], "max": outputs[1]}


def trial_session(module, table, chip, **options):
    """A session on all samples with `runtime.TrialOptions`."""
    options = runtime.TrialOptions(chip, **options)
    return runtime.TrialSession(module, options, table=table, samples={"x": SAMPLES})


@pytest.mark.parametrize(("chip", "fp_type", "asymmetric"), SETTINGS)
@pytest.mark.parametrize("budget", [2048, 0])
def test_a_trial_is_the_lowered_network(module, table, chip, fp_type, asymmetric, budget):
    compare = ["fc", "max", "c2", "cat", "rows"]
    options = {"fp_type": fp_type, "asymmetric": asymmetric, "memory_budget_mb": budget}
    trials = trial_session(module, table, chip, compare=compare, **options)
    names = [layer.name for layer in trials.layers]
    assert names == [n for n in table if n != "x"]
    for name in names:
        # The second is like the first, the third halves the threshold of the layer.
        half = (table[name][0] * 0.5, *table[name][1:])
        candidates = [{}, {name: table[name]}, {name: half}]
        outcome = trials.try_layer(name, candidates)
        assert outcome.candidates == 3
        for i, candidate in enumerate(candidates):
            qtable = dict.fromkeys([n for n in names if n != name], fp_type)
            want = lowered(module, chip, asymmetric, {**table, **candidate}, qtable)
            for tensor in compare:
                assert np.array_equal(outcome.tensor(tensor)[i], want[tensor]), (name, i, tensor)


@pytest.mark.parametrize(("chip", "fp_type", "asymmetric"), SETTINGS)
def test_mixed_networks(module, table, chip, fp_type, asymmetric):
    trials = trial_session(module, table, chip, fp_type=fp_type, asymmetric=asymmetric)
    for qtable in ({}, {"c2": fp_type}, {"add": fp_type, "fc": fp_type}):
        outcome = trials.evaluate(qtable)
        want = lowered(module, chip, asymmetric, table, qtable)
        for tensor in ("fc", "max"):
            assert np.array_equal(outcome.tensor(tensor)[0], want[tensor])
    # Another table for one trial, then a threshold from now on.
    halves = {k: (t / 2, low, high) for k, (t, low, high) in table.items()}
    want = lowered(module, chip, asymmetric, halves, {})
    assert np.array_equal(trials.evaluate({}, table=halves).tensor("fc")[0], want["fc"])
    trials.set_threshold("c3", halves["c3"])
    want = lowered(module, chip, asymmetric, {**table, "c3": halves["c3"]}, {})
    assert np.array_equal(trials.evaluate({}).tensor("fc")[0], want["fc"])


@pytest.mark.parametrize(("chip", "fp_type", "asymmetric"), SETTINGS)
@pytest.mark.parametrize("budget", [2048, 0])
def test_mixes_that_go_on_from_others(module, table, chip, fp_type, asymmetric, budget):
    compare = ["fc", "max", "c2", "cat"]
    options = {"fp_type": fp_type, "asymmetric": asymmetric, "memory_budget_mb": budget}
    trials = trial_session(module, table, chip, compare=compare, **options)
    names = [layer.name for layer in trials.layers]
    random = np.random.default_rng(3)
    floats: set[str] = set()
    for step in range(15):
        if step == 6:
            trials.try_layer("c1", [{}])  # from here on there is the float network to go on from
            floats = set(names[: len(names) // 2])
        floats ^= {str(random.choice(names))}  # one layer changes its type
        thresholds = dict(table)
        if step % 3 == 2:  # or its threshold
            name = str(random.choice(names))
            thresholds[name] = (table[name][0] * 0.7, *table[name][1:])
        qtable = dict.fromkeys(sorted(floats), fp_type)
        outcome = trials.evaluate(qtable, table=thresholds)
        want = lowered(module, chip, asymmetric, thresholds, qtable)
        for tensor in compare:
            assert np.array_equal(outcome.tensor(tensor)[0], want[tensor]), (step, tensor)


def test_likeness(module, table):
    trials = trial_session(module, table, "bm1684x", compare=["c3", "fc"])
    reference = trials.reference()
    whole = runtime.Session(module).run({"x": SAMPLES}, keep=["c3", "fc"])
    assert list(reference) == ["c3", "fc"]
    assert all(np.array_equal(reference[k], whole[k]) for k in reference)
    outcome = trials.try_layer("c1", [{}, {"c1": (0.05, 0, 0.05)}])
    for metric, function in {
        "cosine": lambda a, b: (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()),
        "euclidean": lambda a, b: 1 - np.linalg.norm(a - b) / np.linalg.norm((a + b) / 2),
        "sqnr": lambda a, b: 10 * np.log10((a * a).sum() / ((a - b) ** 2).sum()),
        "mse": lambda a, b: ((a - b) ** 2).mean(),
    }.items():
        got = outcome.similarity(metric)
        assert got.shape == (2, 5, 2)
        for c, s in np.ndindex(2, 5):
            for t, name in enumerate(outcome.tensors):
                a = reference[name][s].astype(np.float64)
                b = outcome.tensor(name)[c][s].astype(np.float64)
                assert got[c, s, t] == pytest.approx(function(a, b), rel=1e-6)
    cosine = outcome.similarity()
    assert (cosine[0] > cosine[1]).all()


def test_layers_without_an_int8_form(module, table):
    for chip, names in [("bm1684", {"tanh"} - {"tanh"}), ("cv183x", set())]:
        trials = trial_session(module, table, chip)
        assert {layer.name for layer in trials.layers if layer.float_only} == names
    assert {layer.name: layer.type for layer in trials.layers}["pool"] == "top.AvgPool"


def test_errors_name_what_is_wrong(module, table):
    samples = {"x": SAMPLES}
    with pytest.raises(TpucError, match="unknown chip 'bm9'"):
        runtime.TrialSession(module, runtime.TrialOptions("bm9"), table=table, samples=samples)
    with pytest.raises(TpucError, match="the calibration table lacks 1 layer: 'c3'"):
        short = {k: v for k, v in table.items() if k != "c3"}
        runtime.TrialSession(module, runtime.TrialOptions("bm1684"), table=short, samples=samples)
    with pytest.raises(TpucError, match="no layer 'nothing' to compare"):
        runtime.TrialSession(
            module,
            runtime.TrialOptions("bm1684", compare=["nothing"]),
            table=table,
            samples=samples,
        )
    with pytest.raises(TpucError, match="'x' contains NaN"):
        runtime.TrialSession(
            module, runtime.TrialOptions("bm1684"), table=table, samples={"x": SAMPLES * np.nan}
        )
    trials = runtime.TrialSession(
        module, runtime.TrialOptions("bm1684"), table=table, samples=samples
    )
    with pytest.raises(TpucError, match="no layer 'nothing' to try"):
        trials.try_layer("nothing", [{}])
    with pytest.raises(TpucError, match="no layer 'nothing' to give a threshold to"):
        trials.try_layer("c1", [{"nothing": (1, -1, 1)}])
    with pytest.raises(TpucError, match="no layer 'nothing'"):
        trials.set_threshold("nothing", (1, -1, 1))
    with pytest.raises(TpucError, match="unknown metric 'colour'; known: cosine"):
        trials.evaluate({}).similarity("colour")
    with pytest.raises(TpucError, match="bm1684 has not; possible modes: INT8, F32"):
        trials.evaluate({"c1": "F16"})


@pytest.mark.parametrize(("chip", "fp_type", "asymmetric"), SETTINGS)
@pytest.mark.parametrize("budget", [2048, 0])
def test_trials_on_the_first_samples_go_on(module, table, chip, fp_type, asymmetric, budget):
    options = {"fp_type": fp_type, "asymmetric": asymmetric, "memory_budget_mb": budget}
    trials, whole = (
        trial_session(module, table, chip, compare=["fc", "max", "c2"], **options) for _ in range(2)
    )
    for layer in whole.layers:
        half = {layer.name: (table[layer.name][0] * 0.5, *table[layer.name][1:])}
        want = whole.try_layer(layer.name, [{}, half])
        # A candidate that was not there at first, and one that is only asked for less.
        for samples, candidates in ((1, [{}]), (3, [{}, half]), (2, [half]), (5, [{}, half])):
            got = trials.try_layer(layer.name, candidates, samples)
            assert got.samples == samples
            assert got.similarity().shape == (len(candidates), samples, 3)
            rows = [0, 1][-len(candidates) :] if candidates[0] else [0, 1][: len(candidates)]
            for tensor in ("fc", "max", "c2"):
                assert np.array_equal(got.tensor(tensor), want.tensor(tensor)[rows][:, :samples])
    for samples in (6, -1):
        with pytest.raises(TpucError, match=f"trials on {samples} samples, but the session has 5"):
            trials.try_layer("c1", [{}], samples)
