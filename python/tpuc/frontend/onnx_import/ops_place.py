# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX operators of which the data says how many places they find.

Their results have room for all places, and -1 behind those that are found.
"""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("NonMaxSuppression")
def _non_max_suppression(node: OnnxNode) -> Operand:
    boxes, scores, layer = node.x, node.input(1), node.layer
    most = int(_number(node, 2) or 0)
    if boxes.rank != 3 or scores.rank != 3:
        raise Unsupported(f"boxes of rank {boxes.rank} and scores of rank {scores.rank}")
    rows = scores.shape[0] * scores.shape[1] * min(max(most, 0), boxes.shape[1])
    layer.known_shape = (rows, 3)
    if rows == 0:
        return Constant(node.proto.output[0], np.zeros((0, 3), layer.dtype))
    return layer.emit(
        "NonMaxSuppression",
        boxes=boxes,
        scores=scores,
        max_output=most,
        iou_threshold=_number(node, 3) or 0.0,
        score_threshold=_number(node, 4),
        center_point_box=bool(node.attr("center_point_box", 0)),
    )


def _number(node: OnnxNode, index: int) -> float | None:
    data = node.constant(index)
    return None if data is None else float(data.reshape(-1)[0])


@onnx_op("NonZero")
def _non_zero(node: OnnxNode) -> Value:
    layer = node.layer
    layer.known_shape = (node.x.rank, math.prod(node.x.shape))
    return layer.emit("NonZero", input=node.x)
