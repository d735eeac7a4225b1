# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exchanges: one layer for another, in mixes that are one layer smaller."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from tpuc.search.elimination import eliminated
from tpuc.search.evaluator import Evaluation
from tpuc.search.mixes import Mixes, Unit, without

#: For a mix of one layer less: mixes to change, layers of each to take out, layers to put in.
_EXCHANGES = (3, 2, 4)


def exchanged(mixes: Mixes, units: Sequence[Unit], mix: Evaluation) -> Evaluation:
    """Looks for a mix with one layer less that reaches the target; again when there is one."""
    while mix.met and len(mix.modes) > 1:
        smaller = _one_less(mixes, units, mix)
        if smaller is None:
            break
        mix = eliminated(mixes, units, smaller)
    return mix


def _one_less(mixes: Mixes, units: Sequence[Unit], mix: Evaluation) -> Evaluation | None:
    """A mix with a layer less that reaches the target; None when no exchange finds one.

    The mixes without one layer are changed by exchanging another for one that is not in the mix:
    first those that are closest to the target, the layer that is missed least, and those of the
    ranking that lose most.
    """
    bases, gone, put = _EXCHANGES
    least_missed = sorted(
        (mixes.of(without(mix.modes, [name])) for name in mix.modes), key=lambda one: -one.guide
    )
    missing = [next(iter(mix.modes.keys() - one.modes.keys())) for one in least_missed]
    others = [unit for unit in units if len(unit) == 1 and unit[0] not in mix.modes][:put]
    for base, unit in itertools.product(least_missed[:bases], others):
        for name in [one for one in missing if one in base.modes][:gone]:
            tried = mixes.of({**without(base.modes, [name]), **mixes.floats([unit])})
            if tried.met:
                return tried
    return None
