# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mixes on both sides of the chosen one, so that what it costs and gains can be seen."""

from __future__ import annotations

from collections.abc import Iterator

from tpuc.search.mixes import Mixes, units_of
from tpuc.search.strategies import Choice, Problem

#: Numbers of layers that are looked at, as far as the chosen one needs them.
_SIZES = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60)


def evaluate(problem: Problem, choice: Choice) -> None:
    """Evaluates the first layers of the ranking in float, for a few numbers of layers.

    The numbers are those up to the size of the chosen mix and the next larger one. The evaluator
    remembers the mixes, which makes them alternatives of the result.
    """
    mixes = Mixes(problem, choice.mix.table)
    units = units_of(choice.ranking, problem.neighbours)
    known = {
        len(mix.modes) for mix in problem.evaluator.evaluations if mix.table == choice.mix.table
    }
    for size in _sizes(len(choice.mix.modes), len(units)):
        if size not in known:
            mixes.of(mixes.floats(units[:size]))


def _sizes(chosen: int, most: int) -> Iterator[int]:
    """Up to the next one above the chosen size."""
    for size in _SIZES:
        if size > most:
            return
        yield size
        if size > chosen:
            return
