# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a strategy, validates what it chose, and puts together what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from tpuc.search import bootstrap, curve, strategies
from tpuc.search.evaluator import Evaluation, Evaluator
from tpuc.search.result import (
    Alternative,
    Costs,
    Figures,
    LayerResult,
    SearchResult,
    Validation,
)
from tpuc.search.setup import Setup
from tpuc.search.strategies import Choice, Problem
from tpuc.tables import Threshold

#: Mixes of fewer layers are small enough; in larger ones, half the layers with this share of what
#: the mix gains are worth a word.
_MANY = 4
_MOST_OF_THE_GAIN = 0.9


def found(setup: Setup, problem: Problem) -> SearchResult:
    """INT8 first; when it is not good enough, what the strategy chooses, or the best so far."""
    int8 = problem.evaluator.evaluate({})
    problem.observer.note(f"int8 outputs_cos:{int8.cosine:.6f}")
    interrupted = False
    try:
        choice = _chosen(setup, problem, int8)
    except KeyboardInterrupt:
        if not problem.found and len(problem.evaluator.evaluations) < 2:
            raise  # there is nothing yet that INT8 alone would not give
        choice, interrupted = _best_so_far(problem), True
    if setup.shows_alternatives and choice.ranking and not interrupted:
        with suppress(KeyboardInterrupt):  # what was asked for is found already
            curve.evaluate(problem, choice)
    return _result(setup, problem, int8, choice, interrupted)


def _chosen(setup: Setup, problem: Problem, int8: Evaluation) -> Choice:
    options = problem.options
    strategy = strategies.lookup(options.strategy)
    if int8.suffices and options.budget is None and not strategy.improves_int8:
        return Choice([], int8)
    candidates = _with_ranges_of(problem.table, setup.calibrated(options.methods))
    return strategy.find(replace(problem, candidates=candidates))


def _best_so_far(problem: Problem) -> Choice:
    """The mix to go on with after an interruption.

    Of the mixes that were evaluated, the smallest that is known to reach the target, or the closest
    to it within the number of layers that was asked for; before there is any, the worst of the
    layers that were tried.
    """
    options = problem.options
    ranking = sorted(problem.found, key=lambda one: -one.loss)
    limit = options.float_limit
    mixes = [mix for mix in problem.evaluator.evaluations if len(mix.modes) <= limit]
    if not any(mix.modes for mix in mixes) and ranking:
        worst = [one.name for place, one in enumerate(ranking) if place < limit]
        mixes.append(problem.evaluator.evaluate(dict.fromkeys(worst, problem.float_mode)))
    met = [mix for mix in mixes if mix.judged and mix.met]
    if met:
        return Choice(ranking, min(met, key=lambda mix: (len(mix.modes), -mix.guide)))
    return Choice(ranking, max(mixes, key=lambda mix: mix.guide))


def _result(
    setup: Setup, problem: Problem, int8: Evaluation, choice: Choice, interrupted: bool
) -> SearchResult:
    mix, costs = choice.mix, problem.costs
    result = SearchResult(
        options=problem.options,
        float_mode=problem.float_mode,
        int8_cos=int8.cosine,
        mixed_cos=mix.cosine,
        ranking=choice.ranking,
        modes=dict(mix.modes),
        table=dict(mix.table),
        reach=choice.reach,
        enough=choice.enough,
        value=mix.value,
        alternatives=_alternatives(problem, mix),
        costs=Costs(costs.times, costs.network({}), costs.network(mix.modes), costs.measured),
        interrupted=interrupted,
        notes=list(choice.notes),
    )
    result.validation = _validation(None if interrupted else setup.validator(), int8, mix)
    result.warnings += _noise(choice.ranking, mix) + _disproved(result)
    said = _diminishing(result)
    (result.notes if result.met else result.warnings).extend(said)
    return result


def _alternatives(problem: Problem, chosen: Evaluation) -> list[Alternative]:
    """The best mix of each size with the thresholds of the chosen one."""
    best: dict[int, Evaluation] = {}
    for mix in problem.evaluator.evaluations:
        size = len(mix.modes)
        if mix.table == chosen.table and (size not in best or mix.guide > best[size].guide):
            best[size] = mix
    best[len(chosen.modes)] = chosen
    int8 = problem.costs.network({})
    return [
        Alternative(
            size,
            mix.cosine,
            mix.value,
            mix.met if mix.modes else mix.suffices,
            dict(mix.modes),
            problem.costs.network(mix.modes) / int8 if int8 else 1.0,
        )
        for size, mix in sorted(best.items())
    ]


def _validation(validator: Evaluator | None, int8: Evaluation, mix: Evaluation) -> Validation:
    selection = [one.confirmation for one in (int8, mix)]
    held_out = (
        [validator.evaluate(one.modes, one.table) for one in (int8, mix)]
        if validator is not None
        else [None, None]
    )
    others = [_figures(one) if one is not None else None for one in (*selection, *held_out)]
    return Validation(_figures(int8), _figures(mix), *others)


def _figures(mix: Evaluation) -> Figures:
    return Figures(bootstrap.interval(1 - mix.losses), bootstrap.interval(mix.scores))


def _disproved(result: SearchResult) -> list[str]:
    """A warning when held-out samples say that the target is missed, by more than their noise."""
    goal, validation = result.options.goal, result.validation
    held = validation.held_out_mixed.metric if validation and validation.held_out_mixed else None
    if held is None or not result.met or goal.met(held.mean):
        return []
    if goal.met(held.high if goal.kind.higher_is_better else held.low):
        return []
    return [
        f"on {held.samples} held-out samples {goal.kind.name} is {held}, which misses {goal}: more "
        "samples (--inference_num, --validation_num) would choose better"
    ]


def _noise(ranking: list[LayerResult], mix: Evaluation) -> list[str]:
    """A warning when the worst layer left in INT8 could as well be the best one in float."""
    floats = [one for one in ranking if one.name in mix.modes and one.best.sample_losses]
    rest = [one for one in ranking if one.name not in mix.modes and one.best.sample_losses]
    pairs = [(a, b) for a in floats[-1:] for b in rest[:1]]
    return [
        f"layers {a.name} (float) and {b.name} (INT8) differ by less than the noise of "
        f"{len(_paired(a, b)[0])} samples: more samples (--inference_num) would decide"
        for a, b in pairs
        if not bootstrap.differ(*_paired(a, b))
    ]


def _diminishing(result: SearchResult) -> list[str]:
    """That far fewer layers give most of what the mix gains over INT8 alone.

    Not those that reach the target on the samples of the search, and were refuted by others, nor
    where fewer layers would do altogether: that is said already.
    """
    goal, kind = result.options.goal, result.options.goal.kind
    sizes = {one.layers: one for one in result.alternatives}
    chosen, int8 = len(result.modes), sizes.get(0)
    if int8 is None or chosen < _MANY or result.enough is not None:
        return []
    gain = sizes[chosen].value - int8.value
    for size, one in sorted(sizes.items()):
        share = (one.value - int8.value) / gain if gain else 0.0
        refuted = goal.met(one.value) and not one.met
        if size <= chosen / 2 and share >= _MOST_OF_THE_GAIN and not refuted:
            few = "1 layer already gives" if size == 1 else f"{size} layers already give"
            return [
                f"diminishing returns: {few} {kind.name} {one.value:.6f}, "
                f"{chosen} give {sizes[chosen].value:.6f} (--max_float_layers {size})"
            ]
    return []


def _paired(a: LayerResult, b: LayerResult) -> tuple[Sequence[float], Sequence[float]]:
    """Their losses on the samples that both were tried on."""
    common = min(len(a.best.sample_losses), len(b.best.sample_losses))
    return a.best.sample_losses[:common], b.best.sample_losses[:common]


def _with_ranges_of(
    table: Mapping[str, Threshold], candidates: Mapping[str, Mapping[str, Threshold]]
) -> dict[str, dict[str, Threshold]]:
    """The candidates' thresholds with the ranges of the table, which often saw more samples."""
    return {
        method: {
            name: table[name]._replace(threshold=entry.threshold) for name, entry in rows.items()
        }
        for method, rows in candidates.items()
    }
