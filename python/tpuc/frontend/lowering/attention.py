# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention."""

from __future__ import annotations

import numpy as np

from tpuc.frontend.graph import Constant, Layer, Operand, Value

#: What is added to a score that a mask hides, or stands in its place. Softmax makes an exact 0 of
#: it in f32, as it does of -inf, and unlike that it leaves the other scores their place in a range.
_HIDDEN = -10000.0


def attention(
    layer: Layer,
    operands: tuple[Operand, Operand, Operand],
    factor: float,
    mask: Operand | None,
) -> Value:
    """softmax(query x key^T * factor + mask) x value (Vaswani et al., 2017, section 3.2.1).

    A boolean mask is true where a key is seen; another one is added to the scores.
    """
    query, key, value = operands
    batch = np.broadcast_shapes(query.shape[:-2], key.shape[:-2])
    shape = (*batch, query.shape[-2], key.shape[-2])
    scaled = layer.part("scaled", query.shape, "MulConst", input=query, const_val=factor)
    scores: Operand = layer.part(
        "scores", shape, "MatMul", input=scaled, right=key, right_transpose=True
    )
    if mask is not None:
        scores = _masked(layer, shape, scores, mask)
    weights = layer.part("weights", shape, "Softmax", input=scores, axis=len(shape) - 1)
    return layer.emit("MatMul", input=weights, right=value)


def _masked(layer: Layer, shape: tuple[int, ...], scores: Operand, mask: Operand) -> Value:
    if mask.dtype.kind != "b":
        return layer.part("masked", shape, "Add", lhs=scores, rhs=_finite(layer, mask))
    # A sum would need the mask as numbers, and with them a range that has no room for scores.
    hidden = layer.constant("hidden", [_HIDDEN])
    return layer.part("masked", shape, "Where", cond=mask, lhs=scores, rhs=hidden)


def _finite(layer: Layer, mask: Operand) -> Operand:
    if not isinstance(mask, Constant):
        return mask
    data = np.asarray(mask.data, np.float64)
    return layer.constant("mask", np.where(np.isneginf(data), _HIDDEN, data))
