# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators of torch and torchvision of which the data says how many places they find.

Their results have room for all places, and -1 behind those that are found.
"""

from __future__ import annotations

import math

from tpuc.frontend import lowering
from tpuc.frontend.graph import Value
from tpuc.frontend.lowering import Range
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("nonzero", "argwhere", integers=True)
def _nonzero(node: TorchNode) -> Value:
    x, layer = node.x, node.layer
    shape = (x.rank, math.prod(x.shape))
    places = layer.part("places", shape, "NonZero", input=x)
    layer.known_shape = shape[::-1]
    return lowering.permute(layer, places, [1, 0])


@aten_op("torchvision::nms", integers=True)
def _nms(node: TorchNode) -> Value:
    """The boxes `[B, 4]` (two corners) of one class that are chosen, the best first."""
    layer, boxes, scores = node.layer, node.operand("dets"), node.operand("scores")
    count = boxes.shape[0]
    rows = layer.part(
        "rows",
        (count, 3),
        "NonMaxSuppression",
        boxes=lowering.reshape_part(layer, "boxes", boxes, (1, count, 4)),
        scores=lowering.reshape_part(layer, "scores", scores, (1, 1, count)),
        max_output=count,
        iou_threshold=float(node.arg("iou_threshold")),
    )
    fields = lowering.slice_fields(rows, {1: Range(2, 3)})
    column = layer.part("column", (count, 1), "Slice", input=rows, **fields)
    layer.known_shape = (count,)
    return lowering.reshape(layer, column)
