# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Thresholds and float layers have to be worth more than noise; joint and greedy's ranking."""

from dataclasses import replace

import numpy as np
import pytest
from planted import Planted, emit
from scripted_search import chain, problem

import tpuc
from tpuc.corrections import Corrections, Int8Weights, has_int8_weights
from tpuc.search import report
from tpuc.search.strategies.cost import cost
from tpuc.search.strategies.joint import joint
from tpuc.search.strategies.prefix import prefix
from tpuc.search.strategies.thresholds import thresholds

#: Differences of 8 samples that are 0.01 in the mean, by no more than noise or clearly.
NOISE = 0.01 + 0.05 * np.array([1, -1, 1, -1, 1, -1, 1, -1])
CLEAR = 0.01 + 0.002 * np.array([1, -1, 1, -1, 1, -1, 1, -1])

ALIKE = {name: [0.1, 0.1, 0.1] for name in "bcd"}


def scripted(cosines, **options):
    """Three layers, of which the given thresholds are 1 and the tuned ones greater."""
    options = {"expected_cos": 0.95, "strategy": "joint", **options}
    times = {name: {"INT8": 1.0, "F32": 10.0} for name in "bcd"}
    given = problem(chain("Input", *["Conv"] * 3), ALIKE, times=times, **options)
    given.evaluator.cosines_with_table = lambda modes, table: cosines(
        modes, table["b"].threshold > 1
    )
    return given


def tuned_is(gain):
    """Tuned thresholds save one of the two layers that the given ones need."""

    def cosines(modes, tuned):
        return 0.91 + 0.02 * len(modes) + (gain + 0.01 if tuned else 0 * gain)

    return cosines


def is_given(choice, given):
    return dict(choice.mix.table) == dict(given.table)


@pytest.mark.parametrize("strategy", [joint, cost])
def test_thresholds_that_save_a_layer_are_taken_if_they_are_needed(strategy):
    given = scripted(tuned_is(NOISE))
    choice = strategy(given)
    assert len(choice.mix.modes) == 1 and choice.mix.met and not is_given(choice, given)
    assert any("needed for the target" in note for note in choice.notes)


@pytest.mark.parametrize("strategy", [joint, cost])
def test_on_corrected_weights_thresholds_have_to_be_better_by_more_than_noise(strategy):
    given = replace(scripted(tuned_is(NOISE)), corrected=True)
    choice = strategy(given)
    assert len(choice.mix.modes) == 2 and choice.mix.met and is_given(choice, given)
    given = replace(scripted(tuned_is(CLEAR)), corrected=True)
    choice = strategy(given)
    assert len(choice.mix.modes) == 1 and choice.mix.met and not is_given(choice, given)
    assert any("are better: 0.02" in note for note in choice.notes)


def test_the_samples_of_the_selection_count_as_well():
    """What is clear on the samples of the search is noise with the others."""
    given = replace(scripted(tuned_is(CLEAR)), corrected=True)
    given.evaluator.others = lambda modes, table: tuned_is(-8 * NOISE)(
        modes, table["b"].threshold > 1
    )
    choice = joint(given)
    assert is_given(choice, given)


def test_thresholds_that_are_not_needed_are_given_back():
    """With both tables one layer is enough; the tuned ones are closer by chance."""

    def cosines(modes, tuned):
        return 0.93 + 0.03 * len(modes) + (NOISE if tuned else 0 * NOISE)

    given = scripted(cosines)
    choice = joint(given)
    assert len(choice.mix.modes) == 1 and is_given(choice, given)
    assert any("thresholds stay as given" in note for note in choice.notes)


@pytest.mark.parametrize(("gain", "kept"), [(NOISE, True), (CLEAR, False)])
def test_a_table_of_thresholds_has_to_be_better_by_more_than_noise(gain, kept):
    given = scripted(lambda modes, tuned: 0.8 + (gain if tuned else 0 * gain))
    choice = thresholds(given)
    assert is_given(choice, given) == kept


def test_layers_that_bring_no_more_than_noise_go_back_where_the_target_is_missed():
    def cosines(modes, tuned):
        gains = {"b": 5 * CLEAR, "c": NOISE / 20, "d": CLEAR}
        return 0.8 + sum(gains[name] for name in modes)

    choice = joint(scripted(cosines))
    assert set(choice.mix.modes) == {"b", "d"} and not choice.mix.met
    assert any("3 layers in float are not better than 2" in note for note in choice.notes)


def test_layers_stay_where_samples_differ_too_much_to_tell():
    """What c brings is noise as well, but may be as much as b brings."""

    def cosines(modes, tuned):
        gains = {"b": 5 * CLEAR, "c": NOISE, "d": CLEAR}
        return 0.8 + sum(gains[name] for name in modes)

    assert len(joint(scripted(cosines)).mix.modes) == 3


def test_a_shorter_prefix_that_halving_skips():
    """One layer is enough and two are not: the search for the number looks at two first."""
    enough = [{"d"}, {"b", "c", "d"}]
    losses = {"b": [0.1] * 3, "c": [0.2] * 3, "d": [0.3] * 3, "e": [0.0] * 3}
    given = problem(
        chain("Input", *["Conv"] * 4),
        losses,
        lambda modes: 0.99 if set(modes) in enough else 0.5 - 0.01 * len(modes),
        expected_cos=0.95,
        strategy="prefix",
    )
    assert set(prefix(given).mix.modes) == {"d"}


def test_a_prefix_within_a_number_of_layers():
    given = scripted(lambda modes, tuned: 0.8 + 0.05 * len(modes), max_float_layers=2)
    choice = prefix(given)
    assert len(choice.mix.modes) == 2 and not choice.mix.met and choice.reach.layers == 3
    never = prefix(scripted(lambda modes, tuned: 0.6 + 0.1 * len(modes)))
    assert len(never.mix.modes) == 3 and never.reach.layers is None


@pytest.mark.parametrize("seed", range(12))
def test_joint_never_needs_more_layers_than_a_prefix_of_the_ranking(seed):
    """Losses that do not add up, and other samples that disagree with those of the search."""
    random = np.random.default_rng(seed)
    names = "bcdefghijklmnopqrstu"
    losses = {name: [loss] * 3 for name, loss in zip(names, random.random(20) / 20, strict=True)}
    own = {name: random.random() / 40 for name in names}
    noise = {}

    def cosines(modes, table=None):
        key = (tuple(sorted(modes)), table is None)
        swing = noise.setdefault(key, 0.05 * random.normal(size=4))
        lost = sum(loss for name, loss in own.items() if name not in modes)
        return 1 - (lost * (1 + swing) if modes.keys() != own.keys() else 0 * swing)

    def made(strategy):
        given = problem(
            chain("Input", *["Conv"] * 20), losses, cosines, expected_cos=0.93, strategy=strategy
        )
        given.evaluator.others = lambda modes, table: cosines(modes, table)
        return given

    ranked = prefix(made("prefix"))
    order = [one.name for one in ranked.ranking]
    assert ranked.mix.met and set(ranked.mix.modes) == set(order[: len(ranked.mix.modes)])
    choice = joint(made("joint"))
    assert choice.mix.met and len(choice.mix.modes) <= len(ranked.mix.modes)


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x"])
@pytest.mark.parametrize("target", [0.9995, 0.99995])
def test_joint_and_a_prefix_of_the_ranking_on_a_network(chip, target):
    network = Planted(6).plant_weight("c3").plant_activation("c5")
    module, samples, others = emit(network), network.samples(6), network.samples(16, seed=2)
    found = {
        strategy: tpuc.search(
            module,
            {"x": samples},
            held_out={"x": others},
            chip=chip,
            strategy=strategy,
            target=target,
        )
        for strategy in ("prefix", "joint", "greedy")
    }
    ranking = [one.name for one in found["greedy"].ranking]
    taken = found["prefix"].modes
    assert found["prefix"].met and set(taken) == set(ranking[: len(taken)])
    assert found["joint"].met and len(found["joint"].modes) <= len(taken)
    assert found["joint"].validation.selection_mixed.metric.mean >= target


def test_diminishing_returns_are_said():
    network = Planted(6).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(6)}
    result = tpuc.search(
        module, samples, chip="bm1684", strategy="prefix", target=0.99999, alternatives=True
    )
    assert len(result.modes) >= 4
    said = [line for line in report.remarks(result) if "diminishing returns" in line]
    assert len(said) == 1 and "1 layer already gives cosine 0.9" in said[0]
    assert said[0].startswith("note: " if result.met else "warning: ")
    small = tpuc.search(
        module, samples, chip="bm1684", strategy="joint", target=0.99, alternatives=True
    )
    assert not any("diminishing" in line for line in report.remarks(small))


def test_what_counts_as_corrected():
    module = emit(Planted(3))
    assert not has_int8_weights(module)
    scaled = Corrections(scales={"c1": np.full(8, 2, np.float32)})
    assert not has_int8_weights(scaled.apply(module))
    weights = Int8Weights(bias=np.ones(8, np.float32))
    assert has_int8_weights(Corrections(weights={"c1": weights}, chip="bm1684").apply(module))
