# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What must be worth it: other thresholds than those given, and layers in float.

The few samples of a search make mixes look better than others by chance. So what is compared here
is the guide on all samples that the search has, those of the selection included, sample by sample:
what is better by no more than noise (`tpuc.search.bootstrap.above`) is not worth a change. Only the
strategies `greedy`, `prefix` and `mincos` do without: they are what others are compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tpuc.search import bootstrap
from tpuc.search.elimination import shrinking
from tpuc.search.evaluator import Evaluation
from tpuc.search.mixes import Mixes, Unit, better, described, units_in
from tpuc.tables import Threshold

if TYPE_CHECKING:  # strategies settle what they chose
    from tpuc.search.strategies import Choice, Problem

#: Mixes that are closest on the samples of the search, to be looked at on the others.
_FINALISTS = 4

#: Share of what a mix gains over INT8 alone that may be given up for fewer layers.
_NEGLIGIBLE = 0.1


def clearly_better(one: Evaluation, other: Evaluation) -> bool:
    """Whether a network is better than another on all samples, by more than their noise."""
    return bootstrap.above(one.evidence, other.evidence)


def compared(one: Evaluation, other: Evaluation) -> str:
    """By how much the guide of one is above that of the other, in words."""
    return f"{bootstrap.interval(one.evidence - other.evidence)} on {len(one.evidence)} samples"


def tables_to_try(problem: Problem) -> list[Mixes]:
    """Mixes with the thresholds in force, where they may be taken, and with those given.

    Corrections of weights and biases were computed for the thresholds given and make up for their
    errors; other ones undo a part of that. So on a corrected network the thresholds in force may be
    taken only when INT8 alone is clearly better with them.
    """
    tuned, given = (
        Mixes(problem, dict(table)) for table in (problem.evaluator.table, problem.table)
    )
    if not problem.corrected or clearly_better(tuned.of({}), given.of({})):
        return [tuned, given]
    problem.observer.note(
        "the given thresholds are kept, as corrections were computed for them and each layer's "
        f"best ones are not better by more than noise: {compared(tuned.of({}), given.of({}))}"
    )
    return [given]


def best_table(problem: Problem, units: Sequence[Unit]) -> tuple[Mixes, Evaluation]:
    """Of the thresholds that may be taken, those that reach the target with fewer layers."""
    kept, first = max_of([(mixes, mixes.fewest(units)[1]) for mixes in tables_to_try(problem)])
    which = "given" if kept.table == problem.table else "each layer's best"
    problem.observer.note(f"{which} thresholds are in force, {described(first)} to begin with")
    return kept, first


def max_of(found: Sequence[tuple[Mixes, Evaluation]]) -> tuple[Mixes, Evaluation]:
    """The one whose mix is the best; of equal ones the first."""
    best = found[0]
    for one in found[1:]:
        if better(best[1], one[1]) is one[1]:
            best = one
    return best


def settled(problem: Problem, choice: Choice) -> Choice:
    """A choice without what is not worth it.

    Layers that a mix needs for the target stay. When the target was not reached, layers go back to
    INT8 as long as the mix does about as well without them. Other thresholds than those given
    stay when the mix is clearly better with them, or reaches the target only with them.
    """
    mix, notes = choice.mix, list(choice.notes)
    if not mix.met and mix.modes:
        mix = _fewest_alike(problem, mix)
        if len(mix.modes) < len(choice.mix.modes):
            notes.append(
                f"{len(choice.mix.modes)} layers in float are not better than {len(mix.modes)} by "
                f"more than noise: {compared(choice.mix, mix)}"
            )
    given = Mixes(problem, dict(problem.table)).of(mix.modes)
    if mix.table != given.table:
        found = compared(mix, given)
        if clearly_better(mix, given):
            notes.append(f"other thresholds than those given are better: {found}")
        elif mix.met and not given.met:
            notes.append(f"other thresholds than those given are needed for the target: {found}")
        else:
            notes.append(f"thresholds stay as given: others are not better than noise: {found}")
            mix = given
    for text in notes[len(choice.notes) :]:
        problem.observer.note(text)
    return replace(choice, mix=mix, notes=notes)


def _fewest_alike(problem: Problem, mix: Evaluation) -> Evaluation:
    """The smallest mix, of those that elimination leads to, that does about as well.

    Where samples differ much, little is clearly worse; so it is not enough that a smaller mix is
    not: its loss has to be small, by the upper end of the interval, next to what `mix` gains.
    """
    mixes = Mixes(problem, mix.table)
    gain = float((mix.evidence - mixes.of({}).evidence).mean())
    units = units_in(mix.modes, problem.neighbours)
    smaller = [mix, *shrinking(mixes, units, mix, lambda _, tried: tried[0])]
    low, high = 0, len(smaller) - 1
    while low < high:
        middle = (low + high + 1) // 2
        lost = bootstrap.interval(mix.evidence - smaller[middle].evidence)
        if lost.low <= 0 and lost.high <= _NEGLIGIBLE * gain:
            low = middle
        else:
            high = middle - 1
    return smaller[low]


def best_of(mixes: Sequence[Evaluation], given: Mapping[str, Threshold]) -> Evaluation:
    """The closest of mixes, looked at on all samples as far as they are close on the search's.

    Mixes with other thresholds than those given count only when the closest of them is clearly
    better than the closest of those with these.
    """
    finalists = [
        _closest([mix for mix in mixes if (mix.table == given) is kept]) for kept in (True, False)
    ]
    kept, other = finalists
    if kept is None or other is None:
        found = kept or other
        assert found is not None, "there are no mixes"
        return found
    return other if clearly_better(other, kept) else kept


def _closest(mixes: Sequence[Evaluation]) -> Evaluation | None:
    first = sorted(mixes, key=lambda mix: -mix.guide)[:_FINALISTS]
    return max(first, key=lambda mix: float(mix.evidence.mean()), default=None)
