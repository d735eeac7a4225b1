# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials as losses: what a strategy works with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np

from tpuc.search.measures import Measure
from tpuc.search.objective import Objective
from tpuc.search.target import Target
from tpuc.search.types import LayerInfo, Losses, Thresholds, TrialRunner, Trials
from tpuc.tables import Threshold

#: Numbers of a trial: for each of its candidates, [samples].
Rows: TypeAlias = list[list[float]]


class Memory(Protocol):
    """Where finished trials are kept, see `tpuc.search.journal`."""

    def recall(self, key: str) -> dict[str, Rows] | None:
        """The numbers of an earlier trial; None when there is none."""

    def record(self, key: str, numbers: Mapping[str, Rows]) -> None:
        """Keeps the numbers of a finished trial."""


class Forget:
    """A memory that keeps nothing."""

    def recall(self, key: str) -> dict[str, Rows] | None:
        """Nothing."""
        return None

    def record(self, key: str, numbers: Mapping[str, Rows]) -> None:
        """Does nothing."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A whole mixed network: `losses` and `scores` are [samples], `table` has every layer.

    `guide` is what a search should raise: the target's metric, or where small changes do not show
    in that, the mean of `smooth`, [samples], which then stands for it (None: the cosine). `again`
    evaluates the network on the samples of the selection, which have to confirm that it reaches
    the target.
    """

    modes: Mapping[str, str]
    table: Thresholds
    losses: Losses
    scores: Losses
    target: Target
    again: Callable[[], Evaluation] | None = None
    smooth: Losses | None = None

    @property
    def cosine(self) -> float:
        """Mean cosine with the float network."""
        return 1 - float(self.losses.mean())

    @property
    def value(self) -> float:
        """The target's metric."""
        return float(self.scores.mean())

    @property
    def reaches(self) -> bool:
        """Whether the target is reached on these samples."""
        return self.target.met(self.value)

    @cached_property
    def confirmation(self) -> Evaluation | None:
        """The same network on the samples of the selection, run when first asked for."""
        return self.again() if self.again is not None else None

    @property
    def met(self) -> bool:
        """Whether the target is reached, on the samples of the selection too if there are any."""
        return self.reaches and (self.confirmation is None or self.confirmation.reaches)

    @property
    def suffices(self) -> bool:
        """Whether the target is met, or reached by all samples together and by the selection.

        A network that nothing was chosen in suits none of the samples by choice: it need not
        reach the target on those of the search by themselves.
        """
        again = self.confirmation
        if again is None or self.reaches:
            return self.met
        together = float(np.concatenate([self.scores, again.scores]).mean())
        return again.reaches and self.target.met(together)

    @property
    def judged(self) -> bool:
        """Whether `met` is known without another run."""
        return self.again is None or not self.reaches or "confirmation" in vars(self)

    @property
    def guide(self) -> float:
        """Greater for a better network."""
        return float(self.guides.mean())

    @property
    def guides(self) -> Losses:
        """[samples] what `guide` is the mean of."""
        kind = self.target.kind
        if not kind.smooth:
            return 1 - self.losses if self.smooth is None else self.smooth
        return self.scores if kind.higher_is_better else -self.scores

    @property
    def evidence(self) -> Losses:
        """`guides` on all samples that the search has, those of the selection included."""
        again = self.confirmation
        return self.guides if again is None else np.concatenate([self.guides, again.guides])

    @property
    def assured(self) -> float:
        """The guide, or that on the samples of the selection when these do not confirm it."""
        if self.met or not self.reaches or self.confirmation is None:
            return self.guide
        return min(self.guide, self.confirmation.guide)


class Evaluator:
    """A trial runner and what its trials are measured by; counts the trials it makes.

    `table` are the thresholds that the runner began with. Trials that `memory` knows are not made
    again; `scope` keeps its trials apart from those of other evaluators of the same run. What the
    evaluated networks reach has to be confirmed by `selection`, an evaluator on other samples.
    """

    def __init__(
        self,
        runner: TrialRunner,
        objective: Objective,
        measure: Measure,
        table: Thresholds,
        memory: Memory | None = None,
        scope: str = "",
        selection: Evaluator | None = None,
    ) -> None:
        self._runner = runner
        self._objective = objective
        self._measure = measure
        self._memory = memory or Forget()
        self._scope = scope
        self._selection = selection
        #: The thresholds in force.
        self.table: dict[str, Threshold] = dict(table)
        self._known: dict[str, Evaluation] = {}
        #: Every mixed network that was evaluated, in the order of their first evaluation.
        self.evaluations: list[Evaluation] = []
        self.trials = 0
        objective.set_reference(runner.reference())

    @property
    def layers(self) -> Sequence[LayerInfo]:
        """All layers, in topological order."""
        return self._runner.layers

    def force(self, thresholds: Thresholds) -> None:
        """Puts thresholds in force for all trials from now on."""
        for name, threshold in thresholds.items():
            self._runner.set_threshold(name, threshold)
            self.table[name] = threshold

    @property
    def samples(self) -> int:
        """The number of samples."""
        return self._objective.samples

    def layer_losses(
        self, name: str, candidates: Sequence[Thresholds], samples: int | None = None
    ) -> Losses:
        """[candidates, samples] the loss with this layer alone in INT8, for each candidate.

        `samples`: on so many of the first samples; None: on all.
        """
        self.trials += len(candidates)
        count = self.samples if samples is None else samples
        tried = [sorted(one.items()) for one in candidates]
        key = trial_key(self._scope, "layer", name, tried, sorted(self.table.items()), count)
        numbers = self._remembered(
            key,
            lambda: {
                "losses": self._objective.losses(
                    self._runner.try_layer(name, candidates, count), count
                ).tolist()
            },
        )
        return np.array(numbers["losses"])

    def evaluate(self, modes: Mapping[str, str], table: Thresholds | None = None) -> Evaluation:
        """The INT8 network with the layers of `modes` in theirs.

        `table` replaces the thresholds in force.
        """
        whole = dict(self.table if table is None else table)
        key = trial_key(self._scope, "mix", sorted(modes.items()), sorted(whole.items()))
        if key not in self._known:
            self.trials += 1
            numbers = self._remembered(
                key, lambda: self._measured(self._runner.evaluate(modes, "INT8", table))
            )
            losses, scores = np.array(numbers["losses"][0]), np.array(numbers["scores"][0])
            smooth = np.array(numbers["smooth"][0]) if "smooth" in numbers else None
            again, target = self._again(modes, whole), self._measure.target
            self._known[key] = Evaluation(dict(modes), whole, losses, scores, target, again, smooth)
            self.evaluations.append(self._known[key])
        return self._known[key]

    def _again(
        self, modes: Mapping[str, str], table: Thresholds
    ) -> Callable[[], Evaluation] | None:
        selection = self._selection
        return None if selection is None else lambda: selection.evaluate(modes, table)

    def _measured(self, trials: Trials) -> dict[str, Rows]:
        losses = self._objective.losses(trials)
        scores = self._measure.scores(trials, losses)
        numbers: dict[str, Rows] = {"losses": losses.tolist(), "scores": scores.tolist()}
        if not self._measure.target.kind.smooth:
            numbers["smooth"] = self._measure.smooth(trials).tolist()
        return numbers

    def _remembered(self, key: str, make: Callable[[], dict[str, Rows]]) -> Mapping[str, Rows]:
        known = self._memory.recall(key)
        if known is not None:
            return known
        numbers = make()
        self._memory.record(key, numbers)
        return numbers


def trial_key(*parts: object) -> str:
    """What a trial depends on beyond the run's own settings, as a short text."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
