# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each layer alone in INT8: which threshold suits it, and what it costs in accuracy.

Layers are taken in topological order. With all others in float, a layer is computed in INT8 with
each method's threshold for its output; the one of least loss (of equal ones the earlier method's)
is in force for the layers that follow.

With screening, all that is first done on a few samples. Then the layers that can be among those
that matter are tried again on all samples, and so are the layers that they read, whose thresholds
are the scales of their inputs; until a layer that was left out would have to be worse than its
estimate by more than estimates were found to be off, to be among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tpuc.search.evaluator import Evaluator
from tpuc.search.result import LayerResult, MethodTrial
from tpuc.search.strategies import Problem
from tpuc.search.types import LayerInfo
from tpuc.tables import Threshold

#: How much worse than the worst estimate so far one that was not checked may be.
_MARGIN = 1.1


def searched_layers(problem: Problem) -> list[LayerInfo]:
    """The layers that have an INT8 form and an INT8 error of their own."""
    moved = {
        follower
        for layer in problem.evaluator.layers
        for follower in problem.neighbours.followers(layer.name)
    }
    return [
        layer
        for layer in problem.evaluator.layers
        if not layer.float_only and layer.name not in moved and not problem.neighbours.moves(layer)
    ]


def ranked_layers(problem: Problem, matter: int) -> list[LayerResult]:
    """All layers by falling loss, with their best thresholds in force.

    `matter` is how many of the worst layers have to be exact when trials are screened.
    """
    layers = searched_layers(problem)
    problem.observer.started(len(layers))
    if problem.screen is None:
        results = {layer.name: _tried(problem, layer) for layer in layers}
    else:
        results = _screened(problem, layers, matter)
    return sorted(results.values(), key=lambda one: -one.loss)  # stable: ties keep their order


def thresholds_of(problem: Problem, layer: str, method: str) -> Mapping[str, Threshold]:
    """The method's threshold for a layer, and for those that only pass its values on."""
    names = [layer, *problem.neighbours.followers(layer)]
    return {name: problem.candidates[method][name] for name in names}


def _tried(problem: Problem, layer: LayerInfo) -> LayerResult:
    """All methods of a layer on all samples; the best is in force from now on."""
    problem.observer.layer_started(layer.name, layer.type)
    result = _trials(problem, problem.evaluator, layer)
    for trial in result.trials:
        problem.observer.tried(layer.name, trial)
    problem.evaluator.force(thresholds_of(problem, layer.name, result.best.method))
    problem.observer.layer_done(result)
    problem.found.append(result)
    return result


def _trials(problem: Problem, evaluator: Evaluator, layer: LayerInfo) -> LayerResult:
    methods = list(problem.candidates)
    losses = evaluator.layer_losses(
        layer.name, [thresholds_of(problem, layer.name, method) for method in methods]
    )
    trials = tuple(
        MethodTrial(
            method, problem.candidates[method][layer.name], float(row.mean()), tuple(row.tolist())
        )
        for method, row in zip(methods, losses, strict=True)
    )
    return LayerResult(layer.name, layer.type, trials, min(trials, key=lambda one: one.loss))


def _screened(problem: Problem, layers: Sequence[LayerInfo], matter: int) -> dict[str, LayerResult]:
    estimates = {}
    for layer in layers:
        estimates[layer.name] = _estimate(problem, layer)
    exact: dict[str, LayerResult] = {}
    while True:
        doubtful = _doubtful(estimates, exact, matter)
        if not doubtful:
            break
        read = {one for name in doubtful for one in problem.neighbours.producers(name)}
        for layer in layers:
            if layer.name in doubtful or layer.name in read - exact.keys():
                exact[layer.name] = _tried(problem, layer)
    for name, estimate in estimates.items():
        if name not in exact:
            problem.observer.layer_started(name, estimate.type)
            for trial in estimate.trials:
                problem.observer.tried(name, trial)
            problem.observer.layer_done(estimate)
            problem.found.append(estimate)
    return {name: exact.get(name, estimate) for name, estimate in estimates.items()}


def _estimate(problem: Problem, layer: LayerInfo) -> LayerResult:
    """All methods of a layer on a few samples; the best is in force for both evaluators."""
    assert problem.screen is not None
    result = _trials(problem, problem.screen, layer)
    best = thresholds_of(problem, layer.name, result.best.method)
    problem.screen.force(best)
    problem.evaluator.force(best)
    trials = tuple(replace(trial, screened=True) for trial in result.trials)
    return replace(result, trials=trials, best=trials[result.trials.index(result.best)])


def _doubtful(
    estimates: Mapping[str, LayerResult], exact: Mapping[str, LayerResult], matter: int
) -> set[str]:
    """The layers to try on all samples next; empty when those that matter are known."""
    order = sorted(estimates, key=lambda name: -estimates[name].loss)
    if not exact:
        return set(order[: matter + 2])
    worst = sorted((one.loss for one in exact.values()), reverse=True)
    bar = worst[min(matter, len(worst)) - 1] if matter else float("inf")
    factor = _MARGIN * max(_ratios(estimates, exact.values()), default=1.0)
    return {name for name in order if name not in exact and estimates[name].loss * factor >= bar}


def _ratios(estimates: Mapping[str, LayerResult], exact: Iterable[LayerResult]) -> Iterable[float]:
    return (
        max(1.0, one.loss / estimates[one.name].loss)
        for one in exact
        if estimates[one.name].loss > 0
    )
