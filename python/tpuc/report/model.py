# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a report says, as data: the content of ``report.json``, from which ``report.html`` is drawn.

Losses are 1 - cosine of the compared tensors with those of the float network, mean over the
samples. Every field is described in ``docs/formats.md``.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any

#: Of the JSON form; raised when a field changes its meaning or goes.
SCHEMA = 1


@dataclass(frozen=True)
class MethodEntry:
    """A layer in INT8 with the threshold of one calibration method.

    A `screened` trial was only estimated, on the first few samples.
    """

    method: str
    threshold: float
    loss: float
    screened: bool = False


@dataclass(frozen=True)
class HistogramEntry:
    """Counts of the magnitudes of a tensor in equal bins over [0, `abs_max`]."""

    abs_max: float
    counts: list[int]


@dataclass(frozen=True)
class LayerEntry:
    """One layer that was searched.

    Attributes:
        place: in the ranking; 0 is the most sensitive.
        loss: with this layer alone in INT8, by its best method.
        mode: what the quantization table gives it.
        weights_loss: with the layer in float but its filter as INT8 has it; None: not measured,
            or the layer has no filter.
        activations_loss: with the layer in float but operands and result rounded as in INT8; None:
            not measured.
        int8_us, float_us: estimated microseconds in INT8 and in float; None: not estimated.
    """

    place: int
    name: str
    type: str
    loss: float
    method: str
    threshold: float
    mode: str
    methods: list[MethodEntry]
    weights_loss: float | None = None
    activations_loss: float | None = None
    histogram: HistogramEntry | None = None
    int8_us: float | None = None
    float_us: float | None = None


@dataclass(frozen=True)
class AccumulatedEntry:
    """A layer's tensor in the whole INT8 and in the whole mixed network.

    `int8` and `mixed` are its mean cosines with that of the float network: the error of this layer
    and of all before it. None: the lowered network has no such tensor.
    """

    name: str
    type: str
    mode: str
    int8: float | None
    mixed: float | None


@dataclass(frozen=True)
class AlternativeEntry:
    """A mixed network that was evaluated, with so many layers in float.

    `cost` is its estimated time over that of the network all in INT8; None: not estimated. `value`
    is the figure that the target is about.
    """

    layers: int
    cosine: float
    value: float
    met: bool
    cost: float | None = None
    chosen: bool = False


@dataclass(frozen=True)
class AdviceEntry:
    """Something to try next: what, why (the figures it follows from), and the flags for it."""

    title: str
    reason: str
    flags: str = ""


@dataclass(frozen=True)
class IntervalEntry:
    """A mean over samples with its 95 % bootstrap confidence interval."""

    mean: float
    low: float
    high: float
    samples: int


@dataclass(frozen=True)
class SummaryEntry:
    """The search in figures. Intervals are of the cosine; None: not computed, nothing held out."""

    network: str
    chip: str
    strategy: str
    float_types: str
    target: str
    met: bool
    value: float
    int8_cosine: float
    mixed_cosine: float
    float_layers: int
    searched_layers: int
    all_layers: int
    cost: float | None
    samples: int
    trials: int
    seconds: float
    interrupted: bool = False
    int8_interval: IntervalEntry | None = None
    mixed_interval: IntervalEntry | None = None
    selection_int8: IntervalEntry | None = None
    selection_mixed: IntervalEntry | None = None
    held_out_int8: IntervalEntry | None = None
    held_out_mixed: IntervalEntry | None = None


@dataclass(frozen=True)
class Report:
    """All that a report shows."""

    summary: SummaryEntry
    advice: list[AdviceEntry]
    layers: list[LayerEntry]
    accumulated: list[AccumulatedEntry]
    alternatives: list[AlternativeEntry]
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    version: str = ""

    def to_json(self) -> str:
        """The report as JSON text; numbers that are not finite become null."""
        content = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(_finite(content), indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
