# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The strategy joint: the smallest set, also where layers interact."""

import interacting
import pytest
from scripted_search import chain, problem

import tpuc
from tpuc.runtime import TrialOptions
from tpuc.search.plain import PlainRunner
from tpuc.search.strategies.joint import joint


def cosines_of(module, samples, result, sets):
    """Mean cosines of the network with the result's table and each of the sets in float."""
    options = TrialOptions(result.options.chip, fp_type=result.float_mode, compare=["fc"])
    runner = PlainRunner(module, options, table=result.table, samples={"x": samples})
    outcomes = [runner.evaluate(dict.fromkeys(names, result.float_mode)) for names in sets]
    return [outcome.similarity("cosine").mean() for outcome in outcomes]


def test_two_layers_that_are_harmful_only_together():
    module, samples = interacting.harmful_together(), interacting.samples(6)
    options = {"chip": "bm1684x", "target": 0.98}
    result = tpuc.search(module, {"x": samples}, strategy="joint", **options)
    losses = {layer.name: layer.loss for layer in result.ranking}
    assert max(losses.values()) < 1e-3 and result.int8_cos < 0.95  # harmless alone
    assert list(result.modes) in (["p"], ["q"])
    assert result.met and result.mixed_cos > 0.999
    lowered = cosines_of(module, samples, result, [result.modes])
    assert result.mixed_cos == pytest.approx(lowered[0], abs=1e-6)
    greedy = tpuc.search(module, {"x": samples}, strategy="greedy", **options)
    assert not greedy.met and greedy.reach.layers > 1


@pytest.mark.parametrize("chip", ["bm1684x", "cv183x"])
def test_a_layer_whose_float_helps_only_with_that_of_another(chip):
    module, samples = interacting.helpful_together(), interacting.samples(6)
    result = tpuc.search(module, {"x": samples}, strategy="joint", chip=chip, target=0.995)
    none, p, q, both = cosines_of(module, samples, result, [[], ["p"], ["q"], ["p", "q"]])
    assert abs(p - none) < 1e-3 and both - q > 0.01  # p alone does not help, beside q it does
    assert set(result.modes) == {"p", "q"} and result.met


def cosine_table(helps, base, together=None):
    """1 - what is lost: each layer's own loss while it is INT8, and that of sets all in INT8."""
    together = together or {}

    def cosine(modes):
        lost = sum(loss for name, loss in helps.items() if name not in modes)
        lost += sum(loss for names, loss in together.items() if not set(names) & set(modes))
        return base - lost

    return cosine


def same_for_all_methods(losses):
    return {name: [loss] * 3 for name, loss in losses.items()}


def test_losses_alone_are_not_believed():
    """b and c look worst alone, d and e are what the mix needs."""
    alone = {"b": 0.5, "c": 0.4, "d": 0.05, "e": 0.04, "f": 0.0}
    real = {"b": 0.001, "c": 0.001, "d": 0.1, "e": 0.1, "f": 0.001}
    given = problem(
        chain("Input", *["Conv"] * 5),
        same_for_all_methods(alone),
        cosine_table(real, 1.0),
        expected_cos=0.99,
        strategy="joint",
    )
    choice = joint(given)
    assert set(choice.mix.modes) == {"d", "e"} and choice.mix.met and choice.reach is None
    assert [one.name for one in choice.ranking[:2]] == ["b", "c"]


def test_what_no_longer_helps_is_taken_out():
    """b alone helps most, but nothing of it is left to help once c and d are float."""

    def cosine(modes):
        lost = sum(0.05 for name in "cd" if name not in modes)
        return 0.995 - (lost if "b" not in modes else min(lost, 0.03))

    given = problem(
        chain("Input", *["Conv"] * 4),
        same_for_all_methods({"b": 0.3, "c": 0.2, "d": 0.1, "e": 0.0}),
        cosine,
        expected_cos=0.99,
        strategy="joint",
    )
    assert set(joint(given).mix.modes) == {"c", "d"}


def test_at_most_so_many_layers():
    losses = {"b": 0.1, "c": 0.2, "d": 0.3, "e": 0.4}
    given = problem(
        chain("Input", *["Conv"] * 4),
        same_for_all_methods(losses),
        cosine_table(losses, 1.0),
        expected_cos=0.95,
        max_float_layers=2,
        strategy="joint",
    )
    choice = joint(given)
    assert set(choice.mix.modes) == {"d", "e"} and not choice.mix.met
    assert choice.reach.layers == 4


@pytest.mark.parametrize("limit", [1, 3, 5, 7])
def test_the_closest_mix_of_at_most_so_many_of_many_layers(limit):
    names = "bcdefghijklmnopqrstu"
    losses = {name: (place + 1) / 1000 for place, name in enumerate(names)}
    given = problem(
        chain("Input", *["Conv"] * len(names)),
        same_for_all_methods(losses),
        # Together, two that are not among the worst lose more than any.
        cosine_table(losses, 1.0, {("b", "c"): 0.1}),
        expected_cos=0.98,
        max_float_layers=limit,
        strategy="joint",
    )
    choice = joint(given)
    either = [set(names[len(names) - limit + 1 :]) | {one} for one in "bc"]
    assert set(choice.mix.modes) in either and not choice.mix.met
    assert choice.reach.layers > limit


def test_at_most_so_much_time():
    losses = {"b": 0.1, "c": 0.2, "d": 0.3}
    times = {name: {"INT8": 1.0, "F32": 10.0 if name == "d" else 2.0} for name in "bcd"}
    given = problem(
        chain("Input", *["Conv"] * 3),
        same_for_all_methods(losses),
        cosine_table(losses, 1.0),
        times,
        expected_cos=0.95,
        budget=2.0,
        strategy="joint",
    )
    choice = joint(given)
    assert set(choice.mix.modes) == {"b", "c"}
    assert choice.reach.layers == 3


def test_a_target_that_nothing_reaches():
    losses = {name: 0.1 for name in "bcd"}
    given = problem(
        chain("Input", *["Conv"] * 3),
        same_for_all_methods(losses),
        cosine_table(losses, 0.9),
        expected_cos=0.99,
        strategy="joint",
    )
    choice = joint(given)
    assert choice.reach.layers is None and set(choice.mix.modes) == {"b", "c", "d"}


def test_the_given_thresholds_are_kept_where_the_tuned_ones_are_worse():
    """What suits each layer alone is not what suits them together."""
    given = problem(
        chain("Input", *["Conv"] * 3),
        same_for_all_methods({"b": 0.1, "c": 0.1, "d": 0.1}),
        expected_cos=0.95,
        strategy="joint",
    )
    given.evaluator.cosines_with_table = lambda modes, table: (
        (0.5 if table["b"].threshold > 1 else 0.9) + 0.04 * len(modes)
    )
    choice = joint(given)
    assert choice.mix.table == given.table
    assert len(choice.mix.modes) == 2 and choice.mix.met
