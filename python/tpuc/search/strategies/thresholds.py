# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""thresholds: no layer in float; the calibration table that suits the outputs best."""

from __future__ import annotations

from tpuc.search.layer_trials import ranked_layers
from tpuc.search.mixes import described
from tpuc.search.settling import clearly_better, compared, settled
from tpuc.search.strategies import Choice, Problem, strategy


@strategy("thresholds", improves_int8=True)
def thresholds(problem: Problem) -> Choice:
    """The table of least error at the outputs of the network all in INT8.

    Layers are tried alone, see `tpuc.search.layer_trials`, which gives each its best threshold.
    Thresholds that are best alone need not be best together; so the INT8 network is evaluated with
    them and with the table of each method for all layers. The best of these is taken (of equal ones
    the first) if it is better than the table given by more than noise (`tpuc.search.settling`).
    """
    ranking = ranked_layers(problem, matter=0)
    tables = {"each layer's best": dict(problem.evaluator.table)}
    for method, rows in problem.candidates.items():
        tables[method] = {**problem.table, **rows}
    given = problem.evaluator.evaluate({}, problem.table)
    problem.observer.note(f"with the given thresholds, {described(given)}")
    better = []
    for name, table in tables.items():
        network = problem.evaluator.evaluate({}, table)
        clear = clearly_better(network, given)
        better += [network] if clear else []
        problem.observer.note(
            f"with the {name} thresholds, {described(network)}, "
            f"{'' if clear else 'not '}better by more than noise: {compared(network, given)}"
        )
    best = max(better, key=lambda one: float(one.evidence.mean()), default=given)
    return settled(problem, Choice(ranking, best))
