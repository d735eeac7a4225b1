# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""greedy: each layer alone in INT8, thresholds tuned on the way, the worst few in float."""

from __future__ import annotations

from collections.abc import Iterable

from tpuc.search.evaluator import Evaluation
from tpuc.search.layer_trials import ranked_layers
from tpuc.search.mixes import Unit, units_of
from tpuc.search.result import Reach
from tpuc.search.strategies import Choice, Problem, strategy


@strategy("greedy", confirms=False)
def greedy(problem: Problem) -> Choice:
    """The algorithm that users of TPU-MLIR know.

    Layers are tried alone, see `tpuc.search.layer_trials`, and sorted by their loss; the first
    `max_float_layers` become float. A Conv and the Scale next to it go together, and the last such
    pair may exceed the number by one. The mix is evaluated once; when it falls short, more of the
    sorted layers are tried until it would not; when it does not, fewer of them.
    """
    number = int(problem.options.float_limit)
    ranking = ranked_layers(problem, number)
    order = units_of(ranking, problem.neighbours)
    chosen = _cut(order, number)
    mix = _evaluated(problem, chosen)
    reach = enough = None
    if not mix.met:
        every = [name for unit in order for name in unit]
        reach = _reach(problem, every, len(chosen), mix)
    else:
        enough = _fewest(problem, chosen, 0, Reach(len(chosen), mix.cosine, len(chosen)))
        enough = enough if enough.tried < len(chosen) else None
    return Choice(ranking, mix, reach, enough)


def _cut(order: Iterable[Unit], number: int) -> list[str]:
    chosen: list[str] = []
    for unit in order:
        if len(chosen) >= number:
            break
        chosen += unit
    return chosen


def _reach(problem: Problem, order: list[str], tried: int, mix: Evaluation) -> Reach:
    """How many layers of `order` in float reach the target; `mix` has the first `tried`.

    The number is doubled until it does, then halved towards the last that did not. The result has
    been evaluated; as losses do not add up, a smaller number may do as well.
    """
    best = Reach(None, mix.cosine, tried)
    low, high = tried, tried
    while best.layers is None and high < len(order):
        low, high = high, min(len(order), max(1, 2 * high))
        best = _better(best, high, _evaluated(problem, order[:high]))
    return _fewest(problem, order, low, best)


def _fewest(problem: Problem, order: list[str], low: int, best: Reach) -> Reach:
    """Halves the number of layers of `best` towards `low`, which does not reach the target."""
    while best.layers is not None and best.layers - low > 1:
        middle = (low + best.layers) // 2
        mix = _evaluated(problem, order[:middle])
        if mix.met:
            best = Reach(middle, mix.cosine, middle)
        else:
            low = middle
    return best


def _evaluated(problem: Problem, names: list[str]) -> Evaluation:
    return problem.evaluator.evaluate(dict.fromkeys(names, problem.float_mode))


def _better(best: Reach, tried: int, mix: Evaluation) -> Reach:
    if mix.met:
        return Reach(tried, mix.cosine, tried)
    return Reach(None, mix.cosine, tried) if mix.cosine > best.cosine else best
