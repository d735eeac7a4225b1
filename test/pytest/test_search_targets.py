# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Targets beyond the cosine: what they measure, what they are reached with, what is refused."""

import numpy as np
import pytest
from planted import Planted, emit

import tpuc
from tpuc import runtime
from tpuc.errors import TpucError
from tpuc.search import Target, bootstrap
from tpuc.search.measures import HIGHEST_SNR, Measure
from tpuc.search.objective import Objective

SAMPLES, CLASSES = 6, 5


class Outcome:
    """Trials with given outputs: [candidates, samples, classes]."""

    def __init__(self, outputs):
        self.outputs = outputs

    def tensor(self, name):
        return self.outputs


def scored(target, outputs, reference, labels=None):
    """[candidates, samples] of a metric on outputs of a tensor `y`."""
    objective = Objective({"y": 1.0}, len(reference))
    objective.set_reference({"y": reference})
    measure = Measure(target, objective, labels)
    return measure.scores(Outcome(outputs), np.zeros(outputs.shape[:2]))


@pytest.fixture
def given():
    random = np.random.default_rng(3)
    reference = random.normal(size=(SAMPLES, CLASSES)).astype(np.float32)
    outputs = reference + random.normal(0, 0.5, (2, SAMPLES, CLASSES)).astype(np.float32)
    outputs[1, 0] = reference[0]
    return outputs, reference


def test_snr(given):
    outputs, reference = given
    found = scored(Target("snr", 20), outputs, reference)
    error = ((outputs[0].astype(float) - reference) ** 2).sum(axis=1)
    signal = (reference.astype(float) ** 2).sum(axis=1)
    assert found[0] == pytest.approx(10 * np.log10(signal / error))
    assert found[1, 0] == HIGHEST_SNR


def test_kl(given):
    outputs, reference = given
    found = scored(Target("kl", 0.1), outputs, reference)

    def softmax(x):
        e = np.exp(x.astype(float))
        return e / e.sum(axis=-1, keepdims=True)

    p, q = softmax(reference), softmax(outputs[0])
    assert found[0] == pytest.approx((p * np.log(p / q)).sum(axis=1))
    assert found[1, 0] == 0 and (found >= 0).all()


def test_agreement_and_drop(given):
    outputs, reference = given
    found = scored(Target("agreement", 99), outputs, reference)
    same = outputs.argmax(axis=2) == reference.argmax(axis=1)
    assert (found == 100 * same).all() and 0 < same[0].sum() < SAMPLES
    labels = [[int(row.argmax()), 99] for row in reference]
    labels[1] = [int(outputs[0, 1].argmax())]  # perhaps another than the float network's
    found = scored(Target("drop", 0.5), outputs, reference, labels)
    right = [
        [int(tensors[i].argmax()) in labels[i] for i in range(SAMPLES)]
        for tensors in (reference, outputs[0])
    ]
    assert found[0].tolist() == [100 * (a - b) for a, b in zip(*right, strict=True)]


def test_a_metric_of_ones_own(given, tmp_path):
    outputs, reference = given
    path = tmp_path / "own.py"
    path.write_text(
        "def Metric(outputs, reference):\n    return -abs(outputs['y'] - reference['y']).max()\n"
    )
    found = scored(Target(str(path), -0.5), outputs, reference)
    assert found == pytest.approx(-abs(outputs - reference).max(axis=2))
    path.write_text("def Metric(outputs, reference):\n    return 'much'\n")
    with pytest.raises(TpucError, match="returns 'much', not a finite number"):
        scored(Target(str(path), 0), outputs, reference)
    path.write_text("def Metric(outputs, reference):\n    return outputs['z']\n")
    with pytest.raises(TpucError, match=r"Metric of .*own.py fails: KeyError: 'z' \(own.py:2\)"):
        scored(Target(str(path), 0), outputs, reference)
    with pytest.raises(TpucError, match="metric file .*absent.py does not exist"):
        scored(Target(str(tmp_path / "absent.py"), 0), outputs, reference)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (Target("cosin", 0.9), "unknown metric cosin: one of cosine, snr, kl, agreement, drop, or"),
        (Target("cosine", 1.1), r"expected_cos 1.1 is no cosine: it lies in \[-1, 1\]"),
        (Target("kl", -1), r"target -1 is no kl"),
        (Target("agreement", 101), "target 101 is no agreement"),
        (Target("snr", float("nan")), "target nan is no snr"),
        (Target("snr", float("inf")), "target inf is no snr"),
    ],
)
def test_impossible_targets(target, message):
    with pytest.raises(TpucError, match=message):
        tpuc.search(None, {}, chip="bm1684", target=target)


def test_labels_must_fit():
    network = Planted(2)
    module, samples = emit(network), {"x": network.samples(4)}
    options = {"chip": "bm1684", "target": Target("drop", 0.5)}
    with pytest.raises(TpucError, match="a target on the accuracy drop needs labels"):
        tpuc.search(module, samples, **options)
    with pytest.raises(TpucError, match="there are 3 labels for 4 samples"):
        tpuc.search(module, samples, labels=[[1]] * 3, **options)
    several = {"compare": {"c1": 1.0}, "labels": [[1]] * 4}
    with pytest.raises(TpucError, match="accuracy needs one score vector a sample"):
        tpuc.search(module, samples, **several, **options)


def targets_of(module, samples):
    """A target of each metric that INT8 misses and the planted layer in float reaches."""
    reference = runtime.Session(module).run(samples)["fc"]
    return {
        "snr": (Target("snr", 35), None),
        "kl": (Target("kl", 0.001), None),
        "agreement": (Target("agreement", 95), None),
        "drop": (Target("drop", 1), [[int(row.argmax())] for row in reference]),
    }


@pytest.mark.parametrize("metric", ["snr", "kl", "agreement", "drop"])
def test_a_search_reaches_them(metric):
    network = Planted().plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(40)}
    target, labels = targets_of(module, samples)[metric]
    result = tpuc.search(
        module, samples, chip="bm1684", strategy="joint", target=target, labels=labels, holdout=0.25
    )
    assert "c3" in result.modes and result.met and len(result.modes) <= 3
    validation = result.validation
    assert not target.met(validation.int8.metric.mean)
    assert target.met(validation.mixed.metric.mean)
    assert validation.mixed.metric.mean == result.value
    assert (validation.int8.metric.samples, validation.held_out_int8.metric.samples) == (30, 10)
    lowered, _ = runtime.lower(module, chip="bm1684", table=result.table, qtable=result.modes)
    mixed, exact = (
        next(iter(runtime.Session(one).run(samples).values())) for one in (lowered, module)
    )
    figures = scored(target, mixed[None, 30:], exact[30:], labels and labels[30:])
    held_out = validation.held_out_mixed.metric
    assert held_out.mean == pytest.approx(figures.mean(), rel=1e-4, abs=1e-9)
    assert held_out.low <= held_out.mean <= held_out.high


def test_intervals_cover_the_mean_as_often_as_they_say():
    random = np.random.default_rng(0)
    hits = 0
    for _ in range(200):
        found = bootstrap.interval(random.normal(1.0, 2.0, 60))
        assert found.low < found.mean < found.high and found.samples == 60
        hits += found.low <= 1.0 <= found.high
    assert 180 <= hits <= 199
    one = bootstrap.interval(np.array([0.5]))
    assert (one.mean, one.low, one.high) == (0.5, 0.5, 0.5)


def test_candidates_within_the_noise():
    random = np.random.default_rng(1)
    one = random.normal(0.1, 0.01, 30)
    assert not bootstrap.differ(one, one + random.normal(0, 0.01, 30))
    assert bootstrap.differ(one, one + 0.001)  # little, but on every sample


def test_a_cut_between_equals_is_warned_of():
    network = Planted()
    samples = {"x": network.samples(6)}
    result = tpuc.search(emit(network), samples, chip="bm1684", target=1.0, max_float_layers=3)
    last, first = result.ranking[2], result.ranking[3]
    told = f"layers {last.name} (float) and {first.name} (INT8) differ by less than the noise of 6"
    differ = bootstrap.differ(last.best.sample_losses, first.best.sample_losses)
    assert any(line.startswith(told) for line in result.warnings) != differ


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"holdout": 1.0}, r"holdout 1 is no share in \[0, 0.9\]"),
        ({"budget": 0.5, "strategy": "cost"}, "budget 0.5 is less than INT8 itself takes"),
        ({"budget": 2.0}, "strategy greedy knows no budget: use cost"),
        ({"chip": "bm1684x", "fp_type": "F16,F32"}, "strategy greedy mixes with one float type"),
        ({"fp_type": "F32,F16", "strategy": "joint"}, "bm1684 has no F16"),
        ({"min_layer_cos": 2}, "min_layer_cos 2 is no cosine"),
        (
            {"colour": 1},
            "tpuc.search has no option colour: one of alternatives, asymmetric, budget",
        ),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(TpucError, match=message):
        tpuc.search(None, {}, **{"chip": "bm1684", **options})
