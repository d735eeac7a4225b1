# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Normalizations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tpuc.frontend.graph import Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import reshape, reshape_part


def batch_norm(layer: Layer, x: Operand, stats: Sequence[Operand | None], epsilon: float) -> Value:
    """Inference batch normalization; `stats` is gamma, beta (both optional), mean, variance."""
    gamma, beta, mean, variance = stats
    if mean is None or variance is None:
        raise Unsupported("statistics of the batch (training mode)")
    channels = x.shape[1] if x.rank > 1 else 1
    return layer.emit(
        "BatchNorm",
        input=x,
        mean=mean,
        variance=variance,
        gamma=gamma or layer.constant("gamma", np.ones(channels)),
        beta=beta or layer.constant("beta", np.zeros(channels)),
        epsilon=epsilon,
    )


def group_norm(
    layer: Layer,
    x: Operand,
    groups: int,
    affine: tuple[Operand | None, Operand | None],
    epsilon: float,
) -> Value:
    """Normalization over groups of channels (instance normalization: one channel a group)."""
    shape = x.shape
    channels = shape[1]
    if channels % groups:
        raise Unsupported(f"{channels} channels in {groups} groups")
    weight, bias = affine
    flat_shape = (shape[0], groups, math.prod(shape[1:]) // groups)
    flat = reshape_part(layer, "flat", x, flat_shape)
    plain = layer.part("norm", flat_shape, "LayerNorm", input=flat, axis=2, eps=epsilon)
    if weight is None and bias is None:
        return reshape(layer, plain)
    back = reshape_part(layer, "back", plain, shape)
    return layer.emit(
        "Scale",
        input=back,
        scale=weight or layer.constant("scale", np.ones(channels)),
        bias=bias or layer.constant("bias", np.zeros(channels)),
    )
