# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each layer alone in INT8: which threshold suits it, and what it costs in accuracy.

Layers are taken in topological order. With all others in float, a layer is computed in INT8 with
each method's threshold for its output; the one of least loss (of equal ones the earlier method's)
is in force for the layers that follow.

With screening, most layers are tried on a few samples only, see `tpuc.search.screening`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from tpuc.search.result import LayerResult, MethodTrial
from tpuc.search.screening import Race, promising
from tpuc.search.strategies import Problem
from tpuc.search.types import LayerInfo
from tpuc.tables import Threshold

#: The worst layers that have to be exact when trials are screened and their number has no limit.
MATTER = 10


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
    if problem.options.screening:
        results = _screened(problem, layers, matter)
    else:
        results = {layer.name: _tried(problem, layer) for layer in layers}
    return sorted(results.values(), key=lambda one: -one.loss)  # stable: ties keep their order


def thresholds_of(problem: Problem, layer: str, method: str) -> Mapping[str, Threshold]:
    """The method's threshold for a layer, and for those that only pass its values on."""
    names = [layer, *problem.neighbours.followers(layer)]
    return {name: problem.candidates[method][name] for name in names}


def _tried(problem: Problem, layer: LayerInfo, before: LayerResult | None = None) -> LayerResult:
    """All methods of a layer on all samples; the best is in force from now on."""
    problem.observer.layer_started(layer.name, layer.type)
    result = _trials(problem, layer, problem.evaluator.samples, before)
    for trial in result.trials:
        problem.observer.tried(layer.name, trial)
    problem.observer.layer_done(result)
    problem.found.append(result)
    return result


def _trials(
    problem: Problem, layer: LayerInfo, samples: int, before: LayerResult | None = None
) -> LayerResult:
    """The same on the first samples, without a word to the observer.

    `before` is what fewer samples gave: methods that have lost on them are not tried on more.
    """
    methods = promising(before) if before is not None else list(problem.candidates)
    losses = problem.evaluator.layer_losses(
        layer.name, [thresholds_of(problem, layer.name, method) for method in methods], samples
    )
    tried = {
        method: MethodTrial(
            method,
            problem.candidates[method][layer.name],
            float(row.mean()),
            tuple(row.tolist()),
            screened=samples < problem.evaluator.samples,
        )
        for method, row in zip(methods, losses, strict=True)
    }
    best = min(tried.values(), key=lambda one: one.loss)
    problem.evaluator.force(thresholds_of(problem, layer.name, best.method))
    earlier = {one.method: one for one in before.trials} if before is not None else {}
    trials = tuple({**earlier, **tried}.values())
    return LayerResult(layer.name, layer.type, trials, best)


def _screened(problem: Problem, layers: Sequence[LayerInfo], matter: int) -> dict[str, LayerResult]:
    total = problem.evaluator.samples
    last: dict[str, LayerResult] = {}

    def attempt(layer: LayerInfo, samples: int) -> LayerResult:
        attempted = _tried if samples == total else partial(_trials, samples=samples)
        last[layer.name] = attempted(problem, layer, before=last.get(layer.name))
        return last[layer.name]

    results = dict(Race(layers, total, matter, problem.neighbours.producers).run(attempt))
    for name, result in results.items():
        if result.best.screened:
            problem.observer.layer_started(name, result.type)
            for trial in result.trials:
                problem.observer.tried(name, trial)
            problem.observer.layer_done(result)
            problem.found.append(result)
    return results
