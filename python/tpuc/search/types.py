# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the search stands on: the runtime's trials, as protocols, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.tables import QuantizationTable, Threshold

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
    """The outcome of one or more candidates on all samples."""

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

    def try_layer(self, name: str, candidates: Sequence[Thresholds]) -> Trials:
        """This layer in INT8 and all others in float, once for each candidate's thresholds."""

    def evaluate(
        self, qtable: Mapping[str, str], mode: str = "INT8", table: Thresholds | None = None
    ) -> Trials:
        """The whole network in `mode`, layers of `qtable` in theirs; one candidate."""


@dataclass(frozen=True)
class SearchOptions:
    """What to search for.

    `compare` maps the tensors that are compared to their weights, whose sum is 1; empty means the
    network's outputs, each alike. `methods` are calibration methods, spelled as in the log.
    """

    chip: str
    fp_type: str = "auto"
    expected_cos: float = 0.99
    max_float_layers: int = 5
    compare: Mapping[str, float] = field(default_factory=dict)
    methods: Sequence[str] = ("MAX", "Percentile9999", "KL")
    asymmetric: bool = False
    strategy: str = "greedy"


@dataclass(frozen=True)
class MethodTrial:
    """One layer in INT8 with the threshold of one method, all others in float."""

    method: str
    threshold: Threshold
    loss: float


@dataclass(frozen=True)
class LayerResult:
    """What the search found out about one layer."""

    name: str
    type: str
    trials: tuple[MethodTrial, ...]
    best: MethodTrial

    @property
    def loss(self) -> float:
        """The least loss over the methods."""
        return self.best.loss


@dataclass(frozen=True)
class Reach:
    """How many of the most sensitive layers have to be float for the expected cosine.

    `layers` is the number that reaches it, with `cosine`; when no number does, `layers` is None
    and `cosine` is the best that was seen, with `tried` layers in float.
    """

    layers: int | None
    cosine: float
    tried: int


@dataclass
class SearchResult:
    """The outcome of a search; `ranking` is empty when INT8 alone was good enough."""

    options: SearchOptions
    float_mode: str
    int8_cos: float
    mixed_cos: float
    ranking: list[LayerResult]
    modes: dict[str, str]
    table: dict[str, Threshold]
    reach: Reach | None = None
    #: Fewer layers that meet the expected cosine too, when some were found.
    enough: Reach | None = None
    samples: int = 0
    trials: int = 0
    seconds: float = 0.0

    @property
    def met(self) -> bool:
        """Whether the mixed network is at least as close as was expected."""
        return self.mixed_cos >= self.options.expected_cos

    def quantization_table(self) -> QuantizationTable:
        """The layers to compute in float, with comments that say how they were found."""
        comments = [
            f"sample number: {self.samples}",
            f"chip: {self.options.chip}  mix_mode: {self.float_mode}",
            f"number of {self.float_mode} layer: {len(self.modes)}",
            f"int8 outputs_cos: {self.int8_cos:.6f}  mix model outputs_cos: {self.mixed_cos:.6f}",
        ]
        return QuantizationTable(dict(self.modes), comments)
