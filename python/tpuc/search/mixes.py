# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mixtures that strategies walk through: what goes together, is allowed, is better."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    return units_in((one.name for one in ranking), neighbours)


def units_in(names: Iterable[str], neighbours: Neighbours) -> list[Unit]:
    """The same of layers by name."""
    order: list[Unit] = []
    placed: set[str] = set()
    for name in names:
        if name in placed:
            continue
        partner = neighbours.partner(name)
        unit = (name,) if partner is None or partner in placed else (name, partner)
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

    def prefixes(self, order: Sequence[Unit], most: float = math.inf) -> Iterator[Evaluation]:
        """The first layers of `order` in float, from none to `most`, one by one, units or not."""
        modes = list(self.floats(order).items())
        for size in range(int(min(most, len(modes))) + 1):
            yield self.of(dict(modes[:size]))

    def shortest(self, order: Sequence[Unit], most: float = math.inf) -> Evaluation | None:
        """The shortest prefix that reaches the target; None when none of at most so many does."""
        return next((mix for mix in self.prefixes(order, most) if mix.met), None)


def without(modes: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The modes without those of some layers."""
    gone = set(names)
    return {name: mode for name, mode in modes.items() if name not in gone}


def reach_of(mix: Evaluation) -> Reach:
    """A mix as an answer to how many layers are needed."""
    return Reach(len(mix.modes) if mix.met else None, mix.cosine, len(mix.modes))


def better(one: Evaluation, other: Evaluation) -> Evaluation:
    """The one that reaches the target, with fewer layers, or closer; of equal ones the first."""

    def rank(mix: Evaluation) -> tuple[bool, int, float]:
        return mix.met, -len(mix.modes) if mix.met else 0, mix.guide

    return one if rank(one) >= rank(other) else other


def described(mix: Evaluation) -> str:
    """A mix in a line of the log."""
    return f"{len(mix.modes)} layers in float: {mix.target.kind.name} {mix.value:.6f}"
