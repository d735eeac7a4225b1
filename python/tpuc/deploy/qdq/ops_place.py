# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators that find places or fill them.

Where it depends on the data how many there are, ONNX's result has as many, ours room for all: -1
follows.
"""

from __future__ import annotations

import math

import numpy as np
from onnx import TensorProto

from tpuc.deploy.qdq.registry import TpuLayer, Unsupported, tpu_op


@tpu_op("NonMaxSuppression")
def _non_max_suppression(layer: TpuLayer) -> str:
    inputs = [
        *layer.names(),
        layer.constant("most", layer.integer("max_output"), np.int64),
        layer.constant("iou", layer.number("iou_threshold")),
    ]
    if layer.has("score_threshold"):
        inputs.append(layer.constant("least", layer.number("score_threshold")))
    corners = int(layer.flag("center_point_box"))
    return _filled(layer, layer.node("NonMaxSuppression", inputs, center_point_box=corners), axis=0)


@tpu_op("NonZero")
def _non_zero(layer: TpuLayer) -> str:
    return _filled(layer, layer.node("NonZero", [layer[0].name]), axis=1)


@tpu_op("MaxPoolIndices")
def _max_pool_indices(layer: TpuLayer) -> str:
    # ONNX counts through the whole tensor, batch and channels included.
    _, places = layer.graph.nodes_of(
        "MaxPool",
        [layer[0].name],
        [f"{layer.name}/values", f"{layer.name}/places"],
        **layer.window(),
    )
    plane = layer.constant("plane", math.prod(layer[0].shape[2:]), np.int64)
    within = layer.node("Mod", [places, plane])
    return layer.node("Cast", [within], "floats", to=TensorProto.FLOAT)


@tpu_op("MaxUnpool")
def _max_unpool(layer: TpuLayer) -> str:
    planes = [*layer.shape[:2], -1]
    values, places = (
        layer.node("Reshape", [name, layer.constant("planes", planes, np.int64)])
        for name in layer.names()
    )
    places = layer.node("Cast", [places], "places", to=TensorProto.INT64)
    empty = np.zeros((*layer.shape[:2], math.prod(layer.shape[2:])))
    filled = layer.node("ScatterElements", [layer.constant("empty", empty), places, values], axis=2)
    return layer.node("Reshape", [filled, layer.constant("shape", layer.shape, np.int64)])


@tpu_op("DeformGather")
def _deform_gather(layer: TpuLayer) -> str:
    raise Unsupported("ONNX reads deformed windows within its DeformConv only")


def _filled(layer: TpuLayer, places: str, axis: int) -> str:
    """Integers as floats, and -1 behind them up to the layer's shape."""
    floats = layer.node("Cast", [places], "floats", to=TensorProto.FLOAT)
    room = layer.constant("room", np.full(layer.shape, -1))
    both = layer.node("Concat", [floats, room], axis=axis)
    bounds = ([0], [layer.shape[axis]], [axis])
    names = zip(("starts", "ends", "axes"), bounds, strict=True)
    return layer.node("Slice", [both, *(layer.constant(n, value, np.int64) for n, value in names)])
