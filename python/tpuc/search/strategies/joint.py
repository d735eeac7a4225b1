# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""joint: the smallest set of float layers that reaches the target, each step on the real mix."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tpuc.search.elimination import eliminated
from tpuc.search.evaluator import Evaluation
from tpuc.search.exchange import exchanged
from tpuc.search.growth import Growth
from tpuc.search.layer_trials import MATTER, ranked_layers
from tpuc.search.mixes import Mixes, Unit, better, described, reach_of, units_of
from tpuc.search.result import LayerResult
from tpuc.search.settling import best_of, max_of, settled, tables_to_try
from tpuc.search.strategies import Choice, Problem, strategy

#: Units beyond those that reach the target, from which elimination begins.
_SPARE = 6

#: Thresholds that need so many times the layers of the better ones are given up.
_HOPELESS = 1.25

#: When INT8 as a whole loses this many times what its layers lose alone, they make each other
#: worse, and their order alone says little.
_INTERACTION = 2.0

#: Networks of so few units are searched more thoroughly: it costs little.
_FEW = 16


@strategy("joint", mixes_types=True, has_budget=True)
def joint(problem: Problem) -> Choice:
    """Grows the mix, validating it and re-ranking layers in it, and takes layers out again.

    Losses of layers alone do not add up, so they only propose. After the layers were tried alone
    (`tpuc.search.layer_trials`):

    1. The first layers of the ranking that reach the target are a first answer; with the thresholds
       that suited each layer alone (if they may be taken, `tpuc.search.settling.tables_to_try`),
       and with those given.
    2. Backward elimination from that answer and a few layers more: each layer's loss is measured
       anew in the mix, and the one that is missed least goes, as long as the target stays met. If
       there is a shorter prefix of the ranking than what that leads to, such as `prefix` finds by
       trying all, it is where elimination begins instead.
    3. Floating forward selection (`tpuc.search.growth`), where the ranking is a bad guide: the
       network loses much more than its layers alone, the target was not reached, or there are few
       layers. It finds layers that only harm together, or whose float only helps together.
    4. Exchanges of one layer for another in mixes with one layer less.
    5. What is not worth it goes (`tpuc.search.settling`).

    When that is more than the limits allow, the answer is the closest mix within them: of the first
    layers of the ranking, of those that step 3 grows, and of all that were evaluated on the way.
    """
    return settled(problem, _smallest(problem))


def _smallest(problem: Problem) -> Choice:
    limit = problem.options.float_limit
    ranking = ranked_layers(problem, int(min(limit, MATTER)))
    units = units_of(ranking, problem.neighbours)
    mixes, best = _from_ranking(problem, units)
    if not best.met or len(units) <= _FEW or _interact(mixes, ranking):
        grown = Growth(problem, mixes, ranking, units).grow(best)
        best = better(best, eliminated(mixes, units, grown))
    best = exchanged(mixes, units, best)
    problem.observer.note(f"joint: {described(best)}")
    if mixes.allowed(best.modes):
        return Choice(ranking, best, None if best.met else reach_of(best))
    tables = tables_to_try(problem)
    for one in tables:
        _first_within(one, units)
    Growth(problem, mixes, ranking, units).grow(best)
    closest = best_of(
        [
            mix
            for mix in problem.evaluator.evaluations
            if mixes.allowed(mix.modes) and mix.table in [one.table for one in tables]
        ],
        problem.table,
    )
    problem.observer.note(f"joint: within the limits {described(closest)}")
    return Choice(ranking, closest, reach_of(best))


def _first_within(mixes: Mixes, units: Sequence[Unit]) -> Evaluation:
    """As many of the first units as the limits allow, in float."""
    modes: dict[str, str] = {}
    for unit in units:
        more = {**modes, **mixes.floats([unit])}
        if not mixes.allowed(more):
            break
        modes = more
    return mixes.of(modes)


def _from_ranking(problem: Problem, units: Sequence[Unit]) -> tuple[Mixes, Evaluation]:
    """The best mix that the ranking and elimination lead to, and the thresholds it is with."""
    starts = [(mixes, mixes.fewest(units)[1]) for mixes in tables_to_try(problem)]
    fewest = min((len(first.modes) for _, first in starts if first.met), default=len(units))
    found: list[tuple[Mixes, Evaluation]] = []
    for mixes, first in starts:
        best = first
        if first.met and len(first.modes) <= _HOPELESS * max(fewest, 1):
            more = [unit for unit in units if unit[0] not in first.modes][:_SPARE]
            spare = mixes.of({**first.modes, **mixes.floats(more)})
            best = better(eliminated(mixes, units, spare), eliminated(mixes, units, first))
        which = "the given" if mixes.table == problem.table else "each layer's best"
        problem.observer.note(f"joint: with {which} thresholds {described(best)}")
        found.append((mixes, best))
    kept, best = max_of(found)
    ranked = starts[0][0]
    shorter = ranked.shortest(units, len(best.modes) - 1 if best.met else math.inf)
    if shorter is None:
        return kept, best
    problem.observer.note(f"joint: a shorter prefix of the ranking, {described(shorter)}")
    return ranked, eliminated(ranked, units, shorter)


def _interact(mixes: Mixes, ranking: Sequence[LayerResult]) -> bool:
    """Whether the network loses much more than its layers alone."""
    alone = sum(max(0.0, one.loss) for one in ranking)
    return 1 - mixes.of({}).cosine > _INTERACTION * alone
