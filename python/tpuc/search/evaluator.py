# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials as losses: what a strategy works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tpuc.search.objective import Objective
from tpuc.search.types import LayerInfo, Losses, Thresholds, TrialRunner
from tpuc.tables import Threshold


class Evaluator:
    """A trial runner and an objective; counts the trials it makes."""

    def __init__(self, runner: TrialRunner, objective: Objective) -> None:
        self._runner = runner
        self._objective = objective
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

    def layer_losses(self, name: str, candidates: Sequence[Thresholds]) -> Losses:
        """[candidates] the loss with this layer alone in INT8, for each candidate's thresholds."""
        self.trials += len(candidates)
        return self._objective.losses(self._runner.try_layer(name, candidates))

    def network_cosine(
        self, modes: Mapping[str, str], table: Mapping[str, Threshold] | None = None
    ) -> float:
        """1 - the loss of the INT8 network with the layers of `modes` in theirs.

        `table` replaces the thresholds in force.
        """
        self.trials += 1
        losses = self._objective.losses(self._runner.evaluate(modes, "INT8", table))
        return 1 - float(losses[0])
