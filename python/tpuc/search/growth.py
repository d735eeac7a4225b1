# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Floating forward selection: a mix grows by what helps it most, and sheds what no longer helps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from tpuc.search.evaluator import Evaluation
from tpuc.search.mixes import Mixes, Unit, better, described, without
from tpuc.search.result import LayerResult
from tpuc.search.strategies import Problem

#: Units measured in a step before the best of them is compared with what others promise.
_SHORTLIST = 6

#: Steps towards a target that no mix is known to reach.
_BLIND_STEPS = 12


class Growth:
    """Sequential floating forward selection with lazy measurements.

    Pudil, Novovicova, Kittler, "Floating search methods in feature selection", Pattern Recognition
    Letters 15, 1994. In each step the unit that helps the mix most becomes float; then units that
    the mix is no worse without go back to INT8. In the first step every unit is measured. Later, as
    what a unit helps seldom grows with the mix, those are measured first that helped most before,
    until none left promises more than the best found (Minoux, "Accelerated greedy algorithms for
    maximizing submodular set functions", 1978). When no unit helps, pairs of units are tried, and
    float types beyond the preferred one.
    """

    def __init__(
        self, problem: Problem, mixes: Mixes, ranking: Sequence[LayerResult], units: Sequence[Unit]
    ) -> None:
        self._problem, self._mixes, self._units = problem, mixes, units
        #: What each unit helped when it was last measured.
        self._promises = dict.fromkeys(units, math.inf)

    def grow(self, known: Evaluation) -> Evaluation:
        """The first mix that reaches the target, or the best if none smaller than `known` does."""
        best = mix = self._mixes.of({})
        for _ in range(len(self._units) if known.met else _BLIND_STEPS):
            if mix.met or (known.met and len(mix.modes) + 1 >= len(known.modes)):
                break
            following = self._step(mix)
            if following is None:
                break
            mix = self._shed(following, mix)
            best = better(best, mix)
            self._problem.observer.note(f"joint: grown to {described(mix)}")
            if len(mix.modes) >= self._problem.options.float_limit:
                break
        return best

    def _step(self, mix: Evaluation) -> Evaluation | None:
        """The mix with what helps it most; None when nothing does."""
        best = self._best_addition(mix)
        if best is not None and best.guide > mix.guide:
            return best
        others = map(self._mixes.of, [*self._pairs(mix), *self._other_types(mix)])
        best = max(others, key=lambda one: one.guide, default=None)
        return best if best is not None and best.guide > mix.guide else None

    def _best_addition(self, mix: Evaluation) -> Evaluation | None:
        """The best of the mixes with one unit more."""
        rest = [unit for unit in self._units if unit[0] not in mix.modes]
        best: Evaluation | None = None
        for place, unit in enumerate(sorted(rest, key=lambda unit: -self._promises[unit])):
            if (
                best is not None
                and place >= _SHORTLIST
                and best.guide - mix.guide >= self._promises[unit]
            ):
                break
            tried = self._mixes.of({**mix.modes, **self._mixes.floats([unit])})
            self._promises[unit] = tried.guide - mix.guide
            if best is None or (tried.reaches, tried.guide) > (best.reaches, best.guide):
                best = tried
        return best

    def _pairs(self, mix: Evaluation) -> Iterable[dict[str, str]]:
        """The mix with two units more: of those that promise most, and next to each other."""
        rest = [unit for unit in self._units if unit[0] not in mix.modes]
        first = sorted(rest, key=lambda unit: -self._promises[unit])[: 2 * _SHORTLIST]
        pairs = dict.fromkeys(itertools.combinations(first, 2))
        by_name = {name: unit for unit in rest for name in unit}
        for name, unit in by_name.items():
            for source in self._problem.neighbours.producers(name):
                if source in by_name and by_name[source] != unit:
                    pairs[by_name[source], unit] = None
        for pair in pairs:
            yield {**mix.modes, **self._mixes.floats(pair)}

    def _other_types(self, mix: Evaluation) -> Iterable[dict[str, str]]:
        """The mix with a unit in a float type that is not the preferred one."""
        for mode in self._problem.float_modes[1:]:
            for unit in self._units:
                if mix.modes.get(unit[0]) != mode:
                    yield {**mix.modes, **dict.fromkeys(unit, mode)}

    def _shed(self, mix: Evaluation, before: Evaluation) -> Evaluation:
        """The mix without units that it is no worse without; what was just added stays."""
        for unit in self._units:
            if unit[0] not in before.modes or len(mix.modes) <= 2:
                continue
            tried = self._mixes.of(without(mix.modes, unit))
            if tried.guide >= mix.guide:
                mix = tried
        return mix
