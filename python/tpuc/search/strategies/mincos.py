# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mincos: walks the network and keeps in float what the accumulated error comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tpuc.search.elimination import eliminated
from tpuc.search.evaluator import Evaluation
from tpuc.search.exchange import exchanged
from tpuc.search.layer_trials import searched_layers
from tpuc.search.mixes import Mixes, Unit, described, reach_of
from tpuc.search.strategies import Choice, Problem, strategy

#: Layers measured at a place before the best of them is compared with what others promise.
_SHORTLIST = 3

#: The walk is repeated with half the error allowed, so many times at most.
_WALKS = 8


@strategy("mincos", mixes_types=True)
def mincos(problem: Problem) -> Choice:
    """The purpose of TPU-MLIR's run_qtable.py, with the thresholds given.

    The cosine of a layer's tensor in the mixed network with the float network's accumulates the
    errors of all layers before it.

    1. Layers are visited in topological order. Where the accumulated cosine is below
       `min_layer_cos`, the error is the layer's own or comes with its inputs: of the layer and
       those that it depends on, the one whose float raises this cosine most becomes float (with the
       Scale or Conv that goes with it); again until the cosine is reached, or nothing raises it.
    2. When the outputs miss the target after that, layers are visited again with half the error.
    3. Layers whose float the outputs do not need, as errors further down drown theirs, are taken
       back (`tpuc.search.elimination`), and a few exchanges are tried (`tpuc.search.exchange`).

    TPU-MLIR makes the layer that falls below float together with those that read it, wherever the
    error comes from, stops at the target or at a quarter of the layers, and takes a pair back when
    the outputs are further off than with INT8 alone.
    """
    walk = _Walk(problem)
    problem.observer.started(len(walk.order))
    mix = walk.all_the_way()
    problem.observer.note(f"mincos: walked to {described(mix)}")
    units = [unit for unit in walk.units if unit[0] in mix.modes]
    limit = problem.options.float_limit
    best = eliminated(walk.mixes, units, mix, limit)
    best = exchanged(walk.mixes, walk.units, best)
    problem.observer.note(f"mincos: {described(best)}")
    return Choice([], best, None if best.met else reach_of(mix))


class _Walk:
    """The mix so far, and how close its layers are to the float network's."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.order = [layer.name for layer in searched_layers(problem)]
        self._types = {layer.name: layer.type for layer in problem.evaluator.layers}
        self._units: dict[str, Unit] = {}
        for name in self.order:
            partner = problem.neighbours.partner(name)
            unit = (name,) if partner is None or partner not in self.order else (name, partner)
            self._units.setdefault(name, self._units.get(partner or name, unit))
        self.mixes = Mixes(problem, dict(problem.table))
        self._modes: dict[str, str] = {}
        #: What each unit raised the cosine by when it was last measured.
        self._promises: dict[Unit, float] = {}

    @property
    def units(self) -> list[Unit]:
        """Layers that become float together, in topological order."""
        return list(dict.fromkeys(self._units.values()))

    def all_the_way(self) -> Evaluation:
        """The mix in which the layers, and the outputs if possible, are close enough."""
        allowed = 1 - self._problem.options.min_layer_cos
        mix = self.mixes.of({})
        for _ in range(_WALKS):
            for name in self.order:
                self._visit(name, 1 - allowed)
            mix = self.mixes.of(self._modes)
            if mix.met or len(self._modes) == len(self.order):
                break
            self._problem.observer.note(f"mincos: {described(mix)}, allowing half the error next")
            allowed /= 2
        return mix

    def _visit(self, name: str, least: float) -> None:
        """Makes layers float until a layer's accumulated cosine is at least so much."""
        self._problem.observer.layer_started(name, self._types[name])
        cosine = self._cosine(name, self._modes)
        while cosine is not None and cosine < least:
            found = self._best(name, cosine, least)
            if found is None:
                break
            unit, self._modes, cosine = found
            self._problem.observer.note(
                f"mincos: layer {unit[0]} in float, accumulated cosine of {name} {cosine:.6f}, "
                f"{len(self._modes)} layers in float"
            )

    def _best(
        self, name: str, cosine: float, least: float
    ) -> tuple[Unit, dict[str, str], float] | None:
        """The unit whose float raises a layer's cosine most, and the modes and cosine with it."""
        best: tuple[Unit, dict[str, str], float] | None = None
        waiting = dict.fromkeys(self._sources(name))
        order = sorted(waiting, key=lambda unit: -self._promises.get(unit, math.inf))
        for place, unit in enumerate(order):
            promise = self._promises.get(unit, math.inf)
            if best is not None and place >= _SHORTLIST and best[2] - cosine >= promise:
                break
            modes, raised = self._in_float(name, unit, least)
            self._promises[unit] = raised - cosine
            if raised > (best[2] if best is not None else cosine):
                best = unit, modes, raised
        return best

    def _in_float(self, name: str, unit: Unit, least: float) -> tuple[dict[str, str], float]:
        """With a unit in the first float type that is close enough, or else the closest."""
        found: list[tuple[dict[str, str], float]] = []
        for mode in self._problem.float_modes:
            modes = {**self._modes, **dict.fromkeys(unit, mode)}
            found.append((modes, self._cosine(name, modes) or 0.0))
            if found[-1][1] >= least:
                break
        return max(found, key=lambda one: one[1])

    def _sources(self, name: str) -> Iterator[Unit]:
        """The units in INT8 that a layer's values depend on, the nearest first."""
        waiting, seen = [name], {name}
        while waiting:
            one = waiting.pop(0)
            if one in self._units and one not in self._modes:
                yield self._units[one]
            sources: Sequence[str] = self._problem.neighbours.producers(one)
            waiting += [source for source in sources if source not in seen]
            seen.update(sources)

    def _cosine(self, name: str, modes: Mapping[str, str]) -> float | None:
        assert self._problem.accumulated is not None
        return self._problem.accumulated.cosines(modes, self._problem.table, [name]).get(name)
