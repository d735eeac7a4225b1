# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mixtures that strategies walk through: what goes together, is allowed, is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tpuc.search.evaluator import Evaluation
from tpuc.search.result import LayerResult, Reach
from tpuc.tables import Threshold

if TYPE_CHECKING:  # strategies are made of mixes
    from tpuc.search.strategies import Neighbours, Problem

#: Layers that become float together.
Unit: TypeAlias = tuple[str, ...]


def units_of(ranking: Iterable[LayerResult], neighbours: Neighbours) -> list[Unit]:
    """Layers in the order in which they become float, a Conv and its Scale together."""
    order: list[Unit] = []
    placed: set[str] = set()
    for result in ranking:
        if result.name in placed:
            continue
        partner = neighbours.partner(result.name)
        unit = (result.name,) if partner is None or partner in placed else (result.name, partner)
        placed.update(unit)
        order.append(unit)
    return order


class Mixes:
    """Evaluates mixtures with one table, within the limits that the user set."""

    def __init__(self, problem: Problem, table: Mapping[str, Threshold]) -> None:
        self._problem = problem
        self.table = table
        self._most = problem.options.float_limit
        budget = problem.options.budget
        self._longest = budget * problem.costs.network({}) if budget is not None else None

    def of(self, modes: Mapping[str, str]) -> Evaluation:
        """The network with the layers of `modes` in their types."""
        return self._problem.evaluator.evaluate(modes, self.table)

    def floats(self, units: Iterable[Unit]) -> dict[str, str]:
        """Modes with all layers of the units in the preferred float type."""
        return {name: self._problem.float_mode for unit in units for name in unit}

    def allowed(self, modes: Mapping[str, str]) -> bool:
        """Whether the numbers of layers and the estimated time are within the limits."""
        if len(modes) > self._most:
            return False
        return self._longest is None or self._problem.costs.network(modes) <= self._longest

    def fewest(self, order: Sequence[Unit], start: int = 0) -> tuple[int | None, Evaluation]:
        """How many units of `order`, from the first, in float reach the target, and that mix.

        The number is doubled from `start` until it does, then halved towards the last that did
        not; as losses do not add up, a smaller one may do as well. None and the best mix that was
        seen when no number does.
        """
        low, high = start, start
        best = mix = self.of(self.floats(order[:start]))
        while not mix.met and high < len(order):
            low, high = high, min(len(order), max(1, 2 * high))
            mix = self.of(self.floats(order[:high]))
            best = max(best, mix, key=lambda one: one.guide)
        if not mix.met:
            return None, best
        while high - low > 1:
            middle = (low + high) // 2
            tried = self.of(self.floats(order[:middle]))
            if tried.met:
                high, mix = middle, tried
            else:
                low = middle
        return high, mix


def without(modes: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The modes without those of some layers."""
    gone = set(names)
    return {name: mode for name, mode in modes.items() if name not in gone}


def reach_of(mix: Evaluation) -> Reach:
    """A mix as an answer to how many layers are needed."""
    return Reach(len(mix.modes) if mix.met else None, mix.cosine, len(mix.modes))


def first_mixes(problem: Problem, units: Sequence[Unit]) -> list[tuple[Mixes, Evaluation]]:
    """What the ranking alone leads to: with the thresholds in force, and with those given."""
    return [(mixes, mixes.fewest(units)[1]) for mixes in both_tables(problem)]


def both_tables(problem: Problem) -> list[Mixes]:
    """Mixes with the thresholds in force, and with those given."""
    return [Mixes(problem, dict(table)) for table in (problem.evaluator.table, problem.table)]


def best_table(problem: Problem, units: Sequence[Unit]) -> tuple[Mixes, Evaluation]:
    """Of the thresholds in force and those given, those that reach the target with fewer layers."""
    tuned, given = first_mixes(problem, units)
    kept = tuned if better(tuned[1], given[1]) is tuned[1] else given
    which = "each layer's best" if kept is tuned else "given"
    problem.observer.note(f"{which} thresholds are in force, {described(kept[1])} to begin with")
    return kept


def better(one: Evaluation, other: Evaluation) -> Evaluation:
    """The one that reaches the target, with fewer layers, or closer; of equal ones the first."""

    def rank(mix: Evaluation) -> tuple[bool, int, float]:
        return mix.met, -len(mix.modes) if mix.met else 0, mix.guide

    return one if rank(one) >= rank(other) else other


def described(mix: Evaluation) -> str:
    """A mix in a line of the log."""
    return f"{len(mix.modes)} layers in float: {mix.target.kind.name} {mix.value:.6f}"
