# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tpuc.search.types import SearchOptions
from tpuc.tables import QuantizationTable, Threshold


@dataclass(frozen=True)
class MethodTrial:
    """One layer in INT8 with the threshold of one method, all others in float.

    `loss` is 1 - the mean cosine; `sample_losses` that of each sample. A `screened` trial was only
    estimated, on the first few samples.
    """

    method: str
    threshold: Threshold
    loss: float
    sample_losses: tuple[float, ...] = ()
    screened: bool = False


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
    """How many of the most sensitive layers have to be float for the target.

    `layers` is the number that reaches it, with `cosine`; when no number does, `layers` is None
    and `cosine` is the best that was seen, with `tried` layers in float.
    """

    layers: int | None
    cosine: float
    tried: int


@dataclass(frozen=True)
class Interval:
    """A mean over samples and its 95 % bootstrap confidence interval."""

    mean: float
    low: float
    high: float
    samples: int

    def __str__(self) -> str:
        return f"{self.mean:.6f} [{self.low:.6f}, {self.high:.6f}]"


@dataclass(frozen=True)
class Figures:
    """Figures of one network on one set of samples: its cosine, and the target's metric."""

    cosine: Interval
    metric: Interval


@dataclass(frozen=True)
class Validation:
    """The INT8 and the mixed network on the samples that were searched on, and on others.

    Those of the selection confirmed what reaches the target, so the choice depends on them as well;
    nothing depends on the held-out ones. None where there were too few.
    """

    int8: Figures
    mixed: Figures
    selection_int8: Figures | None = None
    selection_mixed: Figures | None = None
    held_out_int8: Figures | None = None
    held_out_mixed: Figures | None = None


@dataclass(frozen=True)
class Alternative:
    """A mixed network that was evaluated: `layers` layers in float.

    Attributes:
        layers: how many layers are not INT8.
        cosine: mean over the samples of the search.
        value: the target's metric on them.
        met: whether that reaches the target.
        modes: the layers and their types.
        cost: estimated time, as a multiple of that of the network all in INT8.
    """

    layers: int
    cosine: float
    value: float
    met: bool
    modes: Mapping[str, str]
    cost: float


@dataclass(frozen=True)
class Costs:
    """Estimated microseconds of each layer in each type: layer -> mode -> time.

    `int8` and `mixed` are the whole network's, casts included. See `tpuc.search.cost`.
    """

    layers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    int8: float = 0.0
    mixed: float = 0.0
    measured: bool = False

    @property
    def ratio(self) -> float:
        """The mixed network's time as a multiple of that of the network all in INT8."""
        return self.mixed / self.int8 if self.int8 else 1.0


@dataclass
class SearchResult:
    """The outcome of a search; `ranking` is empty when no layer was tried alone.

    Attributes:
        int8_cos, mixed_cos: cosines on the samples of the search.
        ranking: layers by falling loss, with all trials of each method.
        modes: the layers that are not INT8, and their types.
        table: the thresholds to deploy with.
        value: the target's metric of the mixed network, on the samples of the search.
        reach: how many layers would meet a target that was missed.
        enough: fewer layers that meet the target too, when some were found.
        alternatives: the best mixed network of each number of float layers that was evaluated, by
            that number.
        validation: figures with confidence intervals, also on held-out samples.
        costs: estimated times.
        warnings: what the user should know, a line each.
        notes: what was decided and why, a line each.
        interrupted: the search was stopped before its end; this is the best so far.
    """

    options: SearchOptions
    float_mode: str
    int8_cos: float
    mixed_cos: float
    ranking: list[LayerResult]
    modes: dict[str, str]
    table: dict[str, Threshold]
    reach: Reach | None = None
    enough: Reach | None = None
    samples: int = 0
    trials: int = 0
    seconds: float = 0.0
    value: float | None = None
    alternatives: list[Alternative] = field(default_factory=list)
    validation: Validation | None = None
    costs: Costs = field(default_factory=Costs)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def met(self) -> bool:
        """Whether the mixed network reaches the target, on samples of search and selection.

        On each of them; with no layer in float, on both together and on the selection.
        """
        goal, validation = self.options.goal, self.validation
        if validation is None or validation.selection_mixed is None:
            return self.reaches
        confirmed = goal.met(validation.selection_mixed.metric.mean)
        return confirmed and (self.reaches or (not self.modes and goal.met(self.value_together)))

    @property
    def value_together(self) -> float:
        """The target's metric on the samples of search and selection together."""
        assert self.validation is not None
        parts = [self.validation.mixed.metric]
        if self.validation.selection_mixed is not None:
            parts.append(self.validation.selection_mixed.metric)
        return sum(one.mean * one.samples for one in parts) / sum(one.samples for one in parts)

    @property
    def reaches(self) -> bool:
        """Whether the mixed network reaches the target on the samples of the search."""
        return self.options.goal.met(self.mixed_cos if self.value is None else self.value)

    def quantization_table(self) -> QuantizationTable:
        """The layers to compute in float, with comments that say how they were found."""
        modes = dict.fromkeys(self.modes.values()) or {self.float_mode: None}
        comments = [
            f"sample number: {self.samples}",
            f"chip: {self.options.chip}  mix_mode: {','.join(modes)}",
            *(
                f"number of {mode} layer: {sum(one == mode for one in self.modes.values())}"
                for mode in modes
            ),
            f"int8 outputs_cos: {self.int8_cos:.6f}  mix model outputs_cos: {self.mixed_cos:.6f}",
        ]
        return QuantizationTable(dict(self.modes), comments)
