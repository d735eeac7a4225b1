# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the search stands on: the runtime's trials, as protocols, and what it is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.search.target import Target
from tpuc.tables import Threshold

Arrays: TypeAlias = Mapping[str, npt.NDArray[np.float32]]
Thresholds: TypeAlias = Mapping[str, Threshold]
Losses: TypeAlias = npt.NDArray[np.float64]


class LayerInfo(Protocol):
    """A layer as the trial session lists it."""

    @property
    def name(self) -> str:
        """The layer's name."""

    @property
    def type(self) -> str:
        """Its operator: ``top.Conv``."""

    @property
    def float_only(self) -> bool:
        """Whether the chip has no INT8 form of it."""


class Trials(Protocol):
    """The outcome of one or more candidates on all samples, or on the first of them."""

    def similarity(self, metric: str = "cosine") -> npt.NDArray[np.floating]:
        """[candidates, samples, compared tensors] likeness to the float network."""

    def tensor(self, name: str) -> npt.NDArray[np.float32]:
        """[candidates, samples * B, ...] a compared tensor, as real numbers."""


class TrialRunner(Protocol):
    """What `tpuc.runtime.TrialSession` offers to the search, on samples fixed at its making."""

    @property
    def layers(self) -> Sequence[LayerInfo]:
        """All layers, in topological order."""

    def reference(self) -> Arrays:
        """The compared tensors of the float network: name -> [samples * B, ...]."""

    def set_threshold(self, name: str, threshold: Threshold) -> None:
        """Puts a threshold in force for all trials from now on."""

    def try_layer(
        self, name: str, candidates: Sequence[Thresholds], samples: int | None = None
    ) -> Trials:
        """This layer in INT8 and all others in float, once for each candidate's thresholds.

        On the first `samples` samples; None: on all.
        """

    def evaluate(
        self, qtable: Mapping[str, str], mode: str = "INT8", table: Thresholds | None = None
    ) -> Trials:
        """The whole network in `mode`, layers of `qtable` in theirs; one candidate."""


#: What `greedy` keeps in float when no number is given.
GREEDY_FLOAT_LAYERS = 5


@dataclass(frozen=True)
class SearchOptions:
    """What to search for.

    Attributes:
        chip: the chip's name.
        fp_type: float type to mix with: ``auto`` (the chip's own), ``F16``, ``BF16``, ``F32``, or
            several, separated by commas, of which strategies other than greedy choose layer by
            layer; the first is the preferred one.
        expected_cos: the cosine to reach when there is no other `target`.
        target: what to reach, see `tpuc.search.target.Target`; None: `expected_cos`.
        max_float_layers: at most so many layers in float; None: 5 for greedy, no limit for others.
        budget: at most this estimated time, as a multiple of that of the network all in INT8.
        compare: the tensors that are compared and their weights, whose sum is 1; empty means the
            network's outputs, each alike.
        methods: calibration methods, spelled as in the log.
        asymmetric: activations with a zero point.
        strategy: how float layers are chosen, see `tpuc.search.strategies`.
        screening: try on all samples only the layers that can matter, see `tpuc.search.screening`.
        min_layer_cos: `mincos` keeps layers in float whose accumulated cosine is below this.
        holdout: share of the samples, in [0, 0.9], that the search does not see and the result is
            validated on; the last ones.
    """

    chip: str
    fp_type: str = "auto"
    expected_cos: float = 0.99
    max_float_layers: int | None = None
    compare: Mapping[str, float] = field(default_factory=dict)
    methods: Sequence[str] = ("MAX", "Percentile9999", "KL")
    asymmetric: bool = False
    strategy: str = "greedy"
    target: Target | None = None
    budget: float | None = None
    screening: bool = False
    min_layer_cos: float = 0.99
    holdout: float = 0.0

    @property
    def float_limit(self) -> float:
        """The most layers in float; infinite when there is no limit."""
        if self.max_float_layers is not None:
            return self.max_float_layers
        return GREEDY_FLOAT_LAYERS if self.strategy == "greedy" else math.inf

    @property
    def goal(self) -> Target:
        """What is to be reached."""
        return self.target or Target("cosine", self.expected_cos)
