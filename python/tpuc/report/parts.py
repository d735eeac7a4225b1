# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where each layer's loss comes from: its weights or its activations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from tpuc.search.objective import Objective
from tpuc.search.result import LayerResult

#: Layers beyond these are not split: what they lose together is below 1 % of all.
SHARE = 0.99
MOST_LAYERS = 40


class Parts(NamedTuple):
    """The loss with only the layer's weights as in INT8, and with only its activations.

    The weights are the filter, and the bias where calibration corrected it.

    `weights` is None for a layer without a filter of integers.
    """

    weights: float | None
    activations: float


#: Types of layers whose INT8 form has a filter.
FILTERED = frozenset({"top.Conv", "top.Deconv", "top.MatMul", "top.Scale"})


def split(runner: Any, objective: Objective, ranking: Sequence[LayerResult]) -> Mapping[str, Parts]:
    """The parts of the losses of the most sensitive layers.

    `runner` is a `tpuc.runtime.TrialSession` with the thresholds to deploy with, `objective` has
    its reference. The parts are those of `TrialSession.try_parts`: all other layers stay in float,
    so the losses compare with those of the ranking. They need not add up to it: two errors may
    cancel or strengthen each other, and the rounding of the bias and of the requantization is
    neither's.
    """
    return {
        layer.name: _parts(runner, objective, layer)
        for layer in islice(_most_of_the_loss(ranking), MOST_LAYERS)
    }


def _most_of_the_loss(ranking: Sequence[LayerResult]) -> Any:
    total = sum(max(layer.loss, 0.0) for layer in ranking)
    seen = 0.0
    for layer in ranking:
        if seen >= SHARE * total:
            return
        seen += max(layer.loss, 0.0)
        yield layer


def _parts(runner: Any, objective: Objective, layer: LayerResult) -> Parts:
    losses = objective.losses(runner.try_parts(layer.name)).mean(axis=1)
    weights, activations = (float(one) for one in losses)
    return Parts(weights if layer.type in FILTERED else None, activations)
