# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""prefix: as many layers of greedy's ranking as the target really needs."""

from __future__ import annotations

from tpuc.search.layer_trials import MATTER, ranked_layers
from tpuc.search.mixes import Mixes, reach_of, units_of
from tpuc.search.strategies import Choice, Problem, strategy


@strategy("prefix")
def prefix(problem: Problem) -> Choice:
    """The shortest prefix of greedy's ranking that reaches the target, confirmed.

    Ranking and thresholds are those of the strategy `greedy`, which makes a fixed number of layers
    float and looks at the samples of the search alone. Here every number is tried, from none on,
    until the target is reached on the samples of the search and of the selection. When no number
    within `max_float_layers` does, it is the closest one.
    """
    limit = problem.options.float_limit
    ranking = ranked_layers(problem, int(min(limit, MATTER)))
    mixes = Mixes(problem, dict(problem.evaluator.table))
    units = units_of(ranking, problem.neighbours)
    mix = mixes.shortest(units, limit)
    if mix is not None:
        return Choice(ranking, mix)
    closest = max(mixes.prefixes(units, limit), key=lambda one: one.guide)
    return Choice(ranking, closest, reach_of(mixes.shortest(units) or closest))
