# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a search is to reach: a figure of the mixed network, and the value it is to have."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

from tpuc.errors import TpucError


@dataclass(frozen=True)
class Metric:
    """A figure of a network on samples: the mean of a score of each sample.

    `smooth` is whether small changes of the network show in it, so that a search can be guided by
    it; otherwise the divergence of the outputs' softmax guides.
    """

    name: str
    unit: str
    higher_is_better: bool
    smooth: bool
    lowest: float
    highest: float


METRICS = {
    metric.name: metric
    for metric in (
        Metric("cosine", "", True, True, -1, 1),
        Metric("snr", "dB", True, True, -math.inf, math.inf),
        Metric("kl", "nats", False, True, 0, math.inf),
        Metric("agreement", "%", True, False, 0, 100),
        Metric("drop", "points", False, False, -100, 100),
    )
}


@dataclass(frozen=True)
class Target:
    """A metric and the value it is to reach.

    Attributes:
        metric: one of

            - ``cosine``: of the compared tensors with those of the float network, in [-1, 1];
            - ``snr``: 10 log10 of the float tensor's energy over that of the error, in dB;
            - ``kl``: Kullback-Leibler divergence of the softmax of the float network's outputs
              (last dimension: classes) from that of the mixed network's, in nats;
            - ``agreement``: samples whose top-1 class is that of the float network, in per cent;
            - ``drop``: top-1 accuracy lost against the float network, in percentage points; the
              samples need labels;
            - the path of a Python file with a function ``Metric(outputs, reference)`` that gets
              the compared tensors of one sample of the mixed and of the float network by name,
              and returns a number, higher for better.
        value: what the mean over the samples is to be at least (kl and drop: at most).
    """

    metric: str
    value: float

    @property
    def kind(self) -> Metric:
        """The metric's properties; those of a file are assumed to be smooth."""
        if self.metric in METRICS:
            return METRICS[self.metric]
        return Metric(os.path.basename(self.metric), "", True, True, -math.inf, math.inf)

    def met(self, value: float) -> bool:
        """Whether a figure reaches the target."""
        return value >= self.value if self.kind.higher_is_better else value <= self.value

    def checked(self) -> Target:
        """The target itself; TpucError when its value is none that the metric can have."""
        kind = self.kind
        if self.metric not in METRICS and not self.metric.endswith(".py"):
            raise TpucError(
                f"unknown metric {self.metric}: one of {', '.join(METRICS)}, or a .py file"
            )
        if not (kind.lowest <= self.value <= kind.highest) or math.isinf(self.value):
            flag = "expected_cos" if kind.name == "cosine" else "target"
            raise TpucError(
                f"{flag} {self.value:g} is no {kind.name}: it lies in "
                f"[{kind.lowest:g}, {kind.highest:g}]"
            )
        return self

    def __str__(self) -> str:
        kind = self.kind
        sign = ">=" if kind.higher_is_better else "<="
        return f"{kind.name} {sign} {self.value:g} {kind.unit}".rstrip()
