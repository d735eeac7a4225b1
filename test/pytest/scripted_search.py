# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Strategies on given losses: what they ask for, in what order, and what they make of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tpuc.layers import Layer, Layers
from tpuc.search import report
from tpuc.search.cost import CostModel
from tpuc.search.edges import Edges
from tpuc.search.evaluator import Evaluation
from tpuc.search.strategies import Problem
from tpuc.search.types import SearchOptions
from tpuc.tables import Threshold

METHODS = ("MAX", "Percentile9999", "KL")


@dataclass
class Info:
    name: str
    type: str
    float_only: bool = False


@dataclass
class Script:
    """An evaluator whose losses are given: layer -> loss of each method, set -> cosine.

    A cosine may be [samples]; so is that of `others`, which have to confirm that it is enough.
    """

    layers: list
    losses: dict
    cosines: object
    goal: object
    table: dict
    cosines_with_table: object = None
    others: object = None
    log: list = field(default_factory=list)
    evaluations: list = field(default_factory=list)
    trials: int = 0
    samples: int = 1

    def layer_losses(self, name, candidates, samples):
        self.log.append(("try", name, [sorted(candidate) for candidate in candidates]))
        return np.array(self.losses[name], float)[:, None]

    def force(self, thresholds):
        self.table.update(thresholds)
        self.log.append(("force", {name: value.threshold for name, value in thresholds.items()}))

    def evaluate(self, modes, table=None):
        whole = dict(self.table if table is None else table)
        known = [one for one in self.evaluations if (one.modes, one.table) == (modes, whole)]
        if known:
            return known[0]
        self.log.append(("evaluate", sorted(modes)))
        with_table = self.cosines_with_table
        cosine = with_table(modes, whole) if with_table else self.cosines(modes)
        again = None
        if self.others is not None:
            again = lambda: self._evaluation(modes, whole, self.others(modes, whole))  # noqa: E731
        self.evaluations.append(self._evaluation(modes, whole, cosine, again))
        return self.evaluations[-1]

    def _evaluation(self, modes, table, cosine, again=None):
        cosine = np.atleast_1d(cosine)
        return Evaluation(dict(modes), table, 1 - cosine, cosine, self.goal, again)


def chain(*types):
    """Layers a, b, c, ... that read one another in a row."""
    names = [chr(ord("a") + place) for place in range(len(types))]
    layers = [
        Layer(name, f"top.{type}", (names[place - 1],) if place else ())
        for place, (name, type) in enumerate(zip(names, types, strict=True))
    ]
    return Layers(layers, [names[-1]])


def problem(layers, losses, cosines=lambda modes: 0.5, times=None, **options):
    """What a strategy is given; `times` are microseconds of each layer in each mode."""
    infos = [Info(layer.name, layer.type, layer.type == "top.Softmax") for layer in layers.values()]
    candidates = {
        method: {name: Threshold(10.0 * place + 10, -1.0, 1.0) for name in layers}
        for place, method in enumerate(METHODS)
    }
    table = {name: Threshold(1.0, -1.0, 1.0) for name in layers}
    chosen = SearchOptions("bm1684", **options)
    script = Script(infos, losses, cosines, chosen.goal, dict(table))
    floats = [info.name for info in infos if info.float_only]
    costs = CostModel(layers, "bm1684", ("INT8", "F32"), floats, times)
    observer = report.Observers()
    return Problem(script, chosen, ("F32",), table, candidates, Edges(layers), observer, costs)
