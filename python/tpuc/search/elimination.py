# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Backward elimination: float layers that a mix does not need go back to INT8."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tpuc.search.evaluator import Evaluation
from tpuc.search.mixes import Mixes, Unit, without

#: Units that are measured again in each step: those that were missed least before.
_SHORTLIST = 3


def eliminated(
    mixes: Mixes, units: Sequence[Unit], mix: Evaluation, most: float = math.inf
) -> Evaluation:
    """The mix without the units that the target does not need; the least missed goes first.

    What each unit is missed by is measured once in the whole mix. As others go it is missed more,
    seldom less, so in each step only those that were missed least are measured again. A mix that
    does not reach the target stays as it is, but for units beyond the `most` layers.
    """
    missed: dict[Unit, float] = {}
    for unit in units:
        if unit[0] in mix.modes and (mix.met or len(mix.modes) > most):
            missed[unit] = mix.guide - mixes.of(without(mix.modes, unit)).guide
    while missed:
        shortlist = sorted(missed, key=lambda unit: missed[unit])[:_SHORTLIST]
        tried = {unit: mixes.of(without(mix.modes, unit)) for unit in shortlist}
        missed.update((unit, mix.guide - one.guide) for unit, one in tried.items())
        shortlist.sort(key=lambda unit: missed[unit])
        gone = next((unit for unit in shortlist if mix.met and tried[unit].met), None)
        if gone is None and len(mix.modes) > most:
            gone = shortlist[0]
        if gone is None:
            break
        mix = tried[gone]
        del missed[gone]
    return mix
