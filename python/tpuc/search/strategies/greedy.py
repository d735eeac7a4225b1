# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""greedy: each layer alone in INT8, thresholds tuned on the way, the worst few in float."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tpuc.search.strategies import Choice, Neighbours, Problem, strategy
from tpuc.search.types import LayerInfo, LayerResult, MethodTrial, Reach
from tpuc.tables import Threshold


@strategy("greedy")
def greedy(problem: Problem) -> Choice:
    """The algorithm that users of TPU-MLIR know.

    Layers are taken in topological order. With all others in float, a layer is computed in INT8
    with each method's threshold for its output; the one of least loss (of equal ones the earlier
    method's) is in force for the layers that follow. Then layers are sorted by their loss and the
    first `max_float_layers` become float; a Conv and the Scale next to it go together, and the
    last such pair may exceed the number by one. The mix is evaluated once; when it falls short,
    more of the sorted layers are tried until it would not; when it does not, fewer of them.
    """
    results = _try_layers(problem)
    table = dict(problem.table)
    for result in results:
        table.update(_thresholds(problem, result.name, result.best.method))
    ranking = sorted(results, key=lambda result: -result.loss)  # stable: ties keep their order

    order = _float_order((result.name for result in ranking), problem.neighbours)
    chosen = _cut(order, problem.options.max_float_layers)
    modes = dict.fromkeys(chosen, problem.float_mode)
    mixed_cos = problem.evaluator.network_cosine(modes)
    reach = enough = None
    if mixed_cos < problem.options.expected_cos:
        reach = _reach(problem, [name for group in order for name in group], len(chosen), mixed_cos)
    else:
        enough = _fewest(problem, chosen, 0, Reach(len(chosen), mixed_cos, len(chosen)))
        enough = enough if enough.tried < len(chosen) else None
    return Choice(ranking, modes, table, mixed_cos, reach, enough)


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


def _try_layers(problem: Problem) -> list[LayerResult]:
    layers = searched_layers(problem)
    problem.observer.started(len(layers))
    results = []
    for layer in layers:
        problem.observer.layer_started(layer.name, layer.type)
        result = _try_layer(problem, layer)
        problem.evaluator.force(_thresholds(problem, layer.name, result.best.method))
        problem.observer.layer_done(result)
        results.append(result)
    return results


def _try_layer(problem: Problem, layer: LayerInfo) -> LayerResult:
    methods = list(problem.candidates)
    losses = problem.evaluator.layer_losses(
        layer.name, [_thresholds(problem, layer.name, method) for method in methods]
    )
    trials = [
        MethodTrial(method, problem.candidates[method][layer.name], float(loss))
        for method, loss in zip(methods, losses, strict=True)
    ]
    for trial in trials:
        problem.observer.tried(layer.name, trial)
    best = min(trials, key=lambda trial: trial.loss)
    return LayerResult(layer.name, layer.type, tuple(trials), best)


def _thresholds(problem: Problem, layer: str, method: str) -> Mapping[str, Threshold]:
    """The method's threshold for a layer, and for those that only pass its values on."""
    names = [layer, *problem.neighbours.followers(layer)]
    return {name: problem.candidates[method][name] for name in names}


def _float_order(ranking: Iterable[str], neighbours: Neighbours) -> list[list[str]]:
    """Layers in the order in which they become float, pairs together."""
    order: list[list[str]] = []
    placed: set[str] = set()
    for name in ranking:
        if name in placed:
            continue
        partner = neighbours.partner(name)
        group = [name] if partner is None or partner in placed else [name, partner]
        placed.update(group)
        order.append(group)
    return order


def _cut(order: Iterable[list[str]], number: int) -> list[str]:
    chosen: list[str] = []
    for group in order:
        if len(chosen) >= number:
            break
        chosen += group
    return chosen


def _reach(problem: Problem, order: list[str], tried: int, cosine: float) -> Reach:
    """How many layers of `order` in float reach the expected cosine.

    The number is doubled until it does, then halved towards the last that did not. The result has
    been evaluated; as losses do not add up, a smaller number may do as well.
    """
    expected = problem.options.expected_cos
    best = Reach(None, cosine, tried)
    low, high = tried, tried
    while best.layers is None and high < len(order):
        low, high = high, min(len(order), max(1, 2 * high))
        best = _better(best, high, _cosine_of(problem, order[:high]), expected)
    return _fewest(problem, order, low, best)


def _fewest(problem: Problem, order: list[str], low: int, best: Reach) -> Reach:
    """Halves the number of layers of `best` towards `low`, which does not reach the cosine."""
    expected = problem.options.expected_cos
    while best.layers is not None and best.layers - low > 1:
        middle = (low + best.layers) // 2
        cosine = _cosine_of(problem, order[:middle])
        if cosine >= expected:
            best = Reach(middle, cosine, middle)
        else:
            low = middle
    return best


def _cosine_of(problem: Problem, names: list[str]) -> float:
    return problem.evaluator.network_cosine(dict.fromkeys(names, problem.float_mode))


def _better(best: Reach, tried: int, cosine: float, expected: float) -> Reach:
    if cosine >= expected:
        return Reach(tried, cosine, tried)
    return Reach(None, cosine, tried) if cosine > best.cosine else best
