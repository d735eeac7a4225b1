# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators that move, sample, pool or reduce values, and changes of type."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto

from tpuc.deploy.qdq.registry import TpuLayer, Unsupported, tpu_op


@tpu_op("Cast", "Requant")
def _cast(layer: TpuLayer) -> str:
    """The same real numbers; where the result is quantized, they are behind the converter."""
    return layer[0].name


@tpu_op("Concat")
def _concat(layer: TpuLayer) -> str:
    return layer.rectified(layer.node("Concat", layer.names(), axis=layer.integer("axis")))


@tpu_op("Reshape")
def _reshape(layer: TpuLayer) -> str:
    return layer.node("Reshape", [layer[0].name, layer.constant("shape", layer.shape, np.int64)])


@tpu_op("Permute")
def _permute(layer: TpuLayer) -> str:
    return layer.node("Transpose", [layer[0].name], perm=layer.ints("order"))


@tpu_op("Slice")
def _slice(layer: TpuLayer) -> str:
    places = []
    for offset, end, step in zip(*map(layer.ints, ("offset", "ends", "steps")), strict=True):
        # Backwards to the first element: -1 would be the last one.
        places.append((offset, np.iinfo(np.int64).min if step < 0 and end < 0 else end, step))
    starts, ends, steps = (list(each) for each in zip(*places, strict=True))
    inputs = [
        layer[0].name,
        layer.constant("starts", starts, np.int64),
        layer.constant("ends", ends, np.int64),
        layer.constant("axes", range(len(starts)), np.int64),
        layer.constant("steps", steps, np.int64),
    ]
    return layer.node("Slice", inputs)


@tpu_op("Pad")
def _pad(layer: TpuLayer) -> str:
    value = layer.number("val")
    if layer.type is not None:  # the stored integer
        value = float((value - layer.type.zero_point[0]) * layer.type.scale[0])
    inputs = [
        layer[0].name,
        layer.constant("pads", layer.ints("paddings"), np.int64),
        layer.constant("value", value),
    ]
    return layer.node("Pad", inputs, mode=layer.enum("mode"))


@tpu_op("Upsample")
def _upsample(layer: TpuLayer) -> str:
    scales = [1.0, 1.0, layer.integer("scale_h"), layer.integer("scale_w")]
    inputs = [layer[0].name, "", layer.constant("scales", scales)]
    how = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return layer.node("Resize", inputs, mode="nearest", **how)


@tpu_op("DepthToSpace")
def _depth_to_space(layer: TpuLayer) -> str:
    rows, columns = layer.integer("block_h"), layer.integer("block_w")
    inverse, first = layer.flag("is_inversed"), layer.flag("is_crd")
    if rows == columns and not inverse:
        mode = "CRD" if first else "DCR"
        return layer.node("DepthToSpace", [layer[0].name], blocksize=rows, mode=mode)
    if rows == columns and not first:
        return layer.node("SpaceToDepth", [layer[0].name], blocksize=rows)
    # What ONNX has no form for, by the definition of the operators.
    batch, channels, height, width = layer[0].shape
    if inverse:
        split = [batch, channels, height // rows, rows, width // columns, columns]
        order = [0, 1, 3, 5, 2, 4] if first else [0, 3, 5, 1, 2, 4]
    else:
        depth = channels // (rows * columns)
        blocks = [depth, rows, columns] if first else [rows, columns, depth]
        split = [batch, *blocks, height, width]
        order = [0, 1, 4, 2, 5, 3] if first else [0, 3, 4, 1, 5, 2]
    parts = layer.node("Reshape", [layer[0].name, layer.constant("parts", split, np.int64)])
    moved = layer.node("Transpose", [parts], perm=order)
    return layer.node("Reshape", [moved, layer.constant("shape", layer.shape, np.int64)])


@tpu_op("Tile")
def _tile(layer: TpuLayer) -> str:
    repeats = layer.constant("repeats", layer.ints("repeats"), np.int64)
    return layer.node("Tile", [layer[0].name, repeats])


@tpu_op("Interp")
def _interp(layer: TpuLayer) -> str:
    mode, coordinates = layer.enum("mode"), layer.enum("coord_mode")
    rank = len(layer.shape)
    roi = ""
    if layer.has("roi"):
        begin_h, begin_w, end_h, end_w = layer.numbers("roi")
        whole = rank - 2
        roi = layer.constant(
            "roi", [*[0.0] * whole, begin_h, begin_w, *[1.0] * whole, end_h, end_w]
        )
    if layer.has("scale_h") or layer.has("scale_w"):
        pairs = list(zip(layer.shape[-2:], layer[0].shape[-2:], strict=True))
        scales = [
            layer.number(name, size / source)
            for name, (size, source) in zip(("scale_h", "scale_w"), pairs, strict=True)
        ]
        if any(int(s * source) != size for s, (size, source) in zip(scales, pairs, strict=True)):
            raise Unsupported("its scales are not those of its sizes")
        size = [layer.constant("scales", [*[1.0] * (rank - 2), *scales])]
    else:
        size = ["", layer.constant("sizes", layer.shape, np.int64)]
    attributes: dict[str, Any] = {
        "mode": mode,
        "coordinate_transformation_mode": coordinates,
        "nearest_mode": layer.enum("nearest_mode", "round_prefer_floor"),
        "cubic_coeff_a": layer.number("cubic_coeff", -0.75),
        "exclude_outside": int(layer.flag("exclude_outside")),
        "antialias": int(layer.flag("antialias")),
        "extrapolation_value": layer.number("extrapolation"),
    }
    return layer.node("Resize", [layer[0].name, roi, *size], **attributes)


@tpu_op("MaxPool")
def _max_pool(layer: TpuLayer) -> str:
    return layer.rectified(layer.node("MaxPool", [layer[0].name], **layer.window()))


@tpu_op("AvgPool")
def _avg_pool(layer: TpuLayer) -> str:
    count = int(layer.flag("count_include_pad"))
    attributes = {**layer.window(), "count_include_pad": count}
    return layer.rectified(layer.node("AveragePool", [layer[0].name], **attributes))


_REDUCTIONS = {
    "mean": "ReduceMean",
    "sum": "ReduceSum",
    "max": "ReduceMax",
    "min": "ReduceMin",
    "prod": "ReduceProd",
    "l1": "ReduceL1",
    "l2": "ReduceL2",
    "sum_square": "ReduceSumSquare",
    "log_sum_exp": "ReduceLogSumExp",
}


@tpu_op("Reduce")
def _reduce(layer: TpuLayer) -> str:
    axes = layer.constant("axes", layer.ints("axes"), np.int64)
    keep = int(layer.flag("keepdims", True))
    return layer.node(_REDUCTIONS[layer.enum("mode")], [layer[0].name, axes], keepdims=keep)


@tpu_op("GridSample")
def _grid_sample(layer: TpuLayer) -> str:
    return layer.node(
        "GridSample",
        layer.names(),
        mode=layer.enum("mode", "linear"),
        padding_mode=layer.enum("padding_mode", "zeros"),
        align_corners=int(layer.flag("align_corners")),
    )


@tpu_op("RoiAlign")
def _roi_align(layer: TpuLayer) -> str:
    features, boxes, images = layer.names()
    return layer.node(
        "RoiAlign",
        [features, boxes, layer.node("Cast", [images], "images", to=TensorProto.INT64)],
        mode=layer.enum("mode", "avg"),
        output_height=layer.integer("output_h"),
        output_width=layer.integer("output_w"),
        sampling_ratio=layer.integer("sampling_ratio"),
        spatial_scale=layer.number("spatial_scale", 1.0),
        coordinate_transformation_mode=(
            "half_pixel" if layer.flag("half_pixel", True) else "output_half_pixel"
        ),
    )
