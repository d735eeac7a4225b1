# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten operators that read between the elements of an image."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Value
from tpuc.frontend.lowering import Range, Resampling
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op(
    *(f"upsample_nearest{n}d" for n in (1, 2, 3)),
    *(f"_upsample_nearest_exact{n}d" for n in (1, 2, 3)),
    *("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d", "upsample_bicubic2d"),
    *("_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa"),
)
def _upsample(node: TorchNode) -> Value:
    if "exact" in node.op:
        how = Resampling("nearest", "half_pixel", "round_prefer_ceil", _scales(node))
    elif "nearest" in node.op:
        how = Resampling("nearest", "asymmetric", "floor", _scales(node))
    else:
        aligned, antialias = bool(node.arg("align_corners", False)), node.op.endswith("_aa")
        how = Resampling(
            "cubic" if "bicubic" in node.op else "linear",
            "align_corners" if aligned else "half_pixel",
            scales=None if aligned else _scales(node),
            cubic_coeff=-0.5 if antialias else -0.75,
            exclude_outside=antialias,
            antialias=antialias,
        )
    return lowering.interp(node.layer, node.x, how)


def _scales(node: TorchNode) -> tuple[float, ...] | None:
    """The scales of the resized dimensions, which overloads name in two ways."""
    names = {1: ("scales",), 2: ("scales_h", "scales_w"), 3: ("scales_d", "scales_h", "scales_w")}
    count = node.x.rank - 2
    factors = node.arg("scale_factors") or [node.arg(name) for name in names[count]]
    if any(factor is None for factor in factors):
        return None
    return tuple(float(factor) for factor in factors)


@aten_op("grid_sampler", "grid_sampler_2d", "grid_sampler_3d")
def _grid_sampler(node: TorchNode) -> Value:
    return node.layer.emit(
        "GridSample",
        input=node.x,
        grid=node.operand("grid"),
        mode=("linear", "nearest", "cubic")[node.arg("interpolation_mode")],
        padding_mode=("zeros", "border", "reflection")[node.arg("padding_mode")],
        align_corners=bool(node.arg("align_corners", False)),
    )


@aten_op("affine_grid_generator")
def _affine_grid(node: TorchNode) -> Value:
    aligned = bool(node.arg("align_corners", False))
    return lowering.affine_grid(node.layer, node.x, node.ints("size"), aligned)


@aten_op("torchvision::roi_align")
def _roi_align(node: TorchNode) -> Operand:
    """Boxes `[R, 5]`: the image's number, then x1, y1, x2, y2."""
    layer, rois = node.layer, node.operand("rois", "boxes")
    count = rois.shape[0]
    numbers, boxes = (
        layer.part(
            name,
            (count, stop - start),
            "Slice",
            input=rois,
            **lowering.slice_fields(rois, {1: Range(start, stop)}),
        )
        for name, start, stop in (("number", 0, 1), ("boxes", 1, 5))
    )
    return layer.emit(
        "RoiAlign",
        input=node.x,
        boxes=boxes,
        images=lowering.reshape_part(layer, "images", numbers, (count,)),
        output_h=node.arg("pooled_height"),
        output_w=node.arg("pooled_width"),
        sampling_ratio=int(np.maximum(node.arg("sampling_ratio", 0), 0)),
        spatial_scale=float(node.arg("spatial_scale", 1.0)),
        mode="avg",
        half_pixel=bool(node.arg("aligned", False)),
    )
