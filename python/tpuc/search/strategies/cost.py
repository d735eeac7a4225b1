# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cost: the fastest mix that reaches the target, or the closest one within a budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tpuc.search.evaluator import Evaluation
from tpuc.search.layer_trials import MATTER, ranked_layers
from tpuc.search.mixes import Mixes, Unit, reach_of, units_of, without
from tpuc.search.result import LayerResult
from tpuc.search.settling import best_table, settled
from tpuc.search.strategies import Choice, Problem, strategy
from tpuc.search.zero_one import Item, Program

#: Units that the program chooses among, beyond those that the target needs by rank.
_SPARE = 6

#: Pairs whose joint loss is measured.
_PAIRS = 30

#: Times that the program is solved again with what its answers taught.
_ROUNDS = 8


@strategy("cost", mixes_types=True, has_budget=True)
def cost(problem: Problem) -> Choice:
    """Minimises the estimated time (`tpuc.search.cost`) of a mix that reaches the target.

    With `budget` it is the other way round: the closest mix that takes no longer. Either is a 0/1
    program over units (a layer, or a Conv and its Scale) and float types:

    1. Layers are tried alone, and ranked; the first ones that reach the target, and a few more, are
       all made float. Around that mix losses are measured: of each of them in INT8 (and in each
       other type) with the rest in float, and of pairs in INT8 together, the most promising first.
    2. The program is solved (HiGHS, by `scipy.optimize.milp`): the sum of losses, pairs included,
       at most what the target allows and the time least, or the time at most the budget and the
       loss least. What neighbours save in casts when both are float counts as well.
    3. The answer is evaluated on the real mixed network. The loss that the program may use is
       corrected by what it was wrong by, and it is solved again; the best real mix is kept.
    4. Layers whose INT8 form saves time and that the target can spare are taken out, and what is
       not worth it (`tpuc.search.settling`).
    """
    ranking = ranked_layers(problem, int(min(problem.options.float_limit, MATTER)))
    units = units_of(ranking, problem.neighbours)
    mixes, first = best_table(problem, units)
    search = _CostSearch(problem, mixes, ranking, units, first)
    best = search.within_budget() if problem.options.budget is not None else search.cheapest()
    reach = None if best.met else reach_of(first)
    return settled(problem, Choice(ranking, best, reach))


class _CostSearch:
    """The losses around a mix that is more than good enough, and the programs on them."""

    def __init__(
        self,
        problem: Problem,
        mixes: Mixes,
        ranking: Sequence[LayerResult],
        units: Sequence[Unit],
        first: Evaluation,
    ) -> None:
        self._problem, self._mixes, self._first = problem, mixes, first
        needed = sum(unit[0] in first.modes for unit in units)
        self._units = list(units[: needed + _SPARE])
        self._full = mixes.of(mixes.floats(self._units))
        losses = {one.name: one.loss for one in ranking}
        self._alone = {unit: sum(losses.get(name, 0.0) for name in unit) for unit in units}
        self._program = self._measured()

    def cheapest(self) -> Evaluation:
        """The mix of least time that was found to reach the target; the closest when none does."""
        target = self._guide_of_target()
        allowed = self._full.guide - target
        best = self._fastest([self._first, self._full])
        for _ in range(_ROUNDS):
            chosen = self._program.least_time(allowed, self._problem.options.float_limit)
            if chosen is None:
                break
            mix = self._mixes.of(self._modes(chosen))
            self._note(mix)
            best = self._fastest([best, mix])
            # What the program thought it may lose, less what it really lost too much.
            missed = target - mix.assured
            allowed = allowed - missed if missed > 0 else (allowed - missed / 2)
            self._program.exclude(chosen)
        return self._thinned(best)

    def within_budget(self) -> Evaluation:
        """The closest mix within the budget."""
        budget = self._problem.options.budget
        assert budget is not None
        base = self._problem.costs.network({})
        room = (budget - 1) * base
        best = self._mixes.of({})
        for _ in range(_ROUNDS):
            chosen = self._program.least_loss(room, self._problem.options.float_limit)
            if chosen is None:
                break
            modes = self._modes(chosen)
            self._program.exclude(chosen)
            if not self._mixes.allowed(modes):  # casts made it longer than the program thought
                room *= 0.98
                continue
            mix = self._mixes.of(modes)
            self._note(mix)
            best = max(best, mix, key=lambda one: one.guide)
        return best

    def _guide_of_target(self) -> float:
        """The value of the guide that the target asks for.

        Where the cosine guides another metric, what it is at the target is not known: the mix of
        the ranking that reaches the target stands for it.
        """
        goal = self._problem.options.goal
        if not goal.kind.smooth:
            return self._first.guide
        return goal.value if goal.kind.higher_is_better else -goal.value

    def _measured(self) -> Program:
        """Losses and times of each unit in each type around the full mix, and of pairs."""
        modes = self._problem.float_modes
        items = []
        for unit in self._units:
            int8 = self._loss(without(self._full.modes, unit))
            for mode in modes:
                lost = (
                    self._loss({**self._full.modes, **dict.fromkeys(unit, mode)})
                    if mode != modes[0]
                    else 0.0
                )
                items.append(Item(unit, mode, int8 - lost, self._time({}, unit, mode)))
        program = Program(items, sum(max(0.0, one.gain) for one in items if one.mode == modes[0]))
        by_loss = sorted(self._units, key=lambda unit: -self._alone[unit])
        pairs = [(a, b) for i, a in enumerate(by_loss) for b in by_loss[i + 1 :]]
        for a, b in sorted(pairs, key=lambda pair: self._rank(*pair))[:_PAIRS]:
            both = self._loss(without(self._full.modes, (*a, *b)))
            program.pair(a, b, both, self._saving(a, b))
        return program

    def _rank(self, a: Unit, b: Unit) -> tuple[bool, float]:
        """Neighbours first, as they share casts, then pairs that lose little alone."""
        return self._saving(a, b) <= 0, self._alone[a] + self._alone[b]

    def _loss(self, modes: Mapping[str, str]) -> float:
        return self._full.guide - self._mixes.of(modes).guide

    def _time(self, base: Mapping[str, str], unit: Unit, mode: str) -> float:
        """Microseconds that a unit in a type takes longer than in INT8."""
        costs = self._problem.costs
        return costs.network({**base, **dict.fromkeys(unit, mode)}) - costs.network(base)

    def _saving(self, a: Unit, b: Unit) -> float:
        """Microseconds of casts that two units save when both are float."""
        mode = self._problem.float_mode
        after = dict.fromkeys(a, mode)
        return self._time({}, b, mode) - self._time(after, b, mode)

    def _modes(self, chosen: Sequence[Item]) -> dict[str, str]:
        return {name: item.mode for item in chosen for name in item.unit}

    def _fastest(self, mixes: Sequence[Evaluation]) -> Evaluation:
        """Of the mixes that reach the target (and are allowed) the fastest, or the closest."""
        usable = [mix for mix in mixes if self._mixes.allowed(mix.modes)]
        met = [mix for mix in usable if mix.met]
        if met:
            return min(met, key=lambda mix: (self._problem.costs.network(mix.modes), -mix.guide))
        return max(usable or mixes, key=lambda mix: mix.guide)

    def _thinned(self, mix: Evaluation) -> Evaluation:
        """The mix without units that save time in INT8, as long as the target stays met."""
        costs = self._problem.costs
        while mix.met and mix.modes:
            now = costs.network(mix.modes)
            tried = [
                self._mixes.of(less)
                for unit in self._units
                if unit[0] in mix.modes
                and costs.network(less := without(mix.modes, unit)) < now - 1e-9
            ]
            tried.sort(key=lambda one: costs.network(one.modes))
            faster = next((one for one in tried if one.met), None)
            if faster is None:
                break
            mix = faster
        return mix

    def _note(self, mix: Evaluation) -> None:
        ratio = self._problem.costs.network(mix.modes) / max(
            self._problem.costs.network({}), math.ulp(0)
        )
        self._problem.observer.note(
            f"cost: {len(mix.modes)} layers in float, {ratio:.3f} times the time of INT8: "
            f"{mix.target.kind.name} {mix.value:.6f}"
        )
