# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""thresholds: no layer in float; the calibration table that suits the outputs best."""

from __future__ import annotations

from tpuc.search.layer_trials import ranked_layers
from tpuc.search.mixes import described
from tpuc.search.strategies import Choice, Problem, strategy


@strategy("thresholds", improves_int8=True)
def thresholds(problem: Problem) -> Choice:
    """The table of least error at the outputs of the network all in INT8.

    Layers are tried alone, see `tpuc.search.layer_trials`, which gives each its best threshold.
    Thresholds that are best alone need not be best together; so the INT8 network is evaluated with
    them, with the table given and with that of each method for all layers, and the best of these is
    taken (of equal ones the first).
    """
    ranking = ranked_layers(problem, matter=0)
    tables = {"each layer's best": dict(problem.evaluator.table), "given": dict(problem.table)}
    for method, rows in problem.candidates.items():
        tables[method] = {**problem.table, **rows}
    networks = {name: problem.evaluator.evaluate({}, table) for name, table in tables.items()}
    for name, network in networks.items():
        problem.observer.note(f"with the {name} thresholds, {described(network)}")
    return Choice(ranking, max(networks.values(), key=lambda one: one.guide))
