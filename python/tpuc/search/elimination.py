# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Backward elimination: float layers that a mix does not need go back to INT8."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from tpuc.search.evaluator import Evaluation
from tpuc.search.mixes import Mixes, Unit, without

#: Units that are measured again in each step: those that were missed least before.
_SHORTLIST = 3


#: Chooses of mixes with one unit less, the least missed first, the one to go on with, or none.
Pick: TypeAlias = Callable[[Evaluation, Sequence[Evaluation]], Evaluation | None]


def shrinking(
    mixes: Mixes, units: Sequence[Unit], mix: Evaluation, pick: Pick
) -> Iterator[Evaluation]:
    """Mixes that have one unit less each, as long as `pick` finds one among the next.

    What each unit is missed by is measured once in the whole mix. As others go it is missed more,
    seldom less, so in each step only those that were missed least are measured again.
    """
    missed = {
        unit: mix.guide - mixes.of(without(mix.modes, unit)).guide
        for unit in units
        if unit[0] in mix.modes
    }
    while missed:
        shortlist = sorted(missed, key=lambda unit: missed[unit])[:_SHORTLIST]
        tried = {unit: mixes.of(without(mix.modes, unit)) for unit in shortlist}
        missed.update((unit, mix.guide - one.guide) for unit, one in tried.items())
        shortlist.sort(key=lambda unit: missed[unit])
        smaller = pick(mix, [tried[unit] for unit in shortlist])
        if smaller is None:
            return
        del missed[next(unit for unit in shortlist if tried[unit] is smaller)]
        mix = smaller
        yield mix


def eliminated(
    mixes: Mixes, units: Sequence[Unit], mix: Evaluation, most: float = math.inf
) -> Evaluation:
    """The mix without the units that the target does not need; the least missed goes first.

    A mix that does not reach the target stays as it is, but for units beyond the `most` layers.
    """

    def pick(now: Evaluation, tried: Sequence[Evaluation]) -> Evaluation | None:
        found = next((one for one in tried if now.met and one.met), None)
        return tried[0] if found is None and len(now.modes) > most else found

    if mix.met or len(mix.modes) > most:
        for smaller in shrinking(mixes, units, mix, pick):
            mix = smaller
    return mix
