# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX operators that read between the elements of an image."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Unsupported, Value
from tpuc.frontend.lowering import Resampling
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("Upsample")
def _upsample(node: OnnxNode) -> Value:
    return lowering.interp(node.layer, node.x, _before_opset_11(node))


@onnx_op("Resize")
def _resize(node: OnnxNode) -> Value:
    if node.opset < 11:
        return lowering.interp(node.layer, node.x, _before_opset_11(node))
    coordinates = node.attr("coordinate_transformation_mode", "half_pixel")
    if coordinates == "tf_half_pixel_for_nn":
        raise Unsupported(f"coordinate_transformation_mode {coordinates}")
    how = Resampling(
        node.attr("mode", "nearest"),
        coordinates,
        node.attr("nearest_mode", "round_prefer_floor"),
        scales=_scales(node, 2) or _policy_scales(node),
        roi=_roi(node) if coordinates == "tf_crop_and_resize" else None,
        extrapolation=node.attr("extrapolation_value", 0.0),
        cubic_coeff=node.attr("cubic_coeff_a", -0.75),
        exclude_outside=bool(node.attr("exclude_outside", 0)),
        antialias=bool(node.attr("antialias", 0)) and node.attr("mode", "nearest") != "nearest",
    )
    return lowering.interp(node.layer, node.x, how)


def _before_opset_11(node: OnnxNode) -> Resampling:
    mode = str(node.attr("mode", "nearest"))
    # "bilinear" is how opset 7 to 9 may spell it.
    mode = {"bilinear": "linear"}.get(mode, mode)
    return Resampling(mode, "asymmetric", "floor", _scales(node, 1))


def _dims(node: OnnxNode) -> list[int]:
    """The dimensions that scales, sizes and roi are given for."""
    dims = node.ints("axes") or range(node.x.rank)
    return [lowering.axis(dim, node.x.rank) for dim in dims]


def _scales(node: OnnxNode, index: int) -> tuple[float, ...] | None:
    """The scale of each dimension, when the node gives scales and not sizes."""
    if "scales" in node.attr_names:
        values = list(node.attr("scales", []))
    else:
        data = node.constant(index)
        values = [] if data is None else [float(v) for v in data.reshape(-1)]
    if not values:
        return None
    by_dim = dict(zip(_dims(node), values, strict=True))
    return tuple(by_dim.get(dim, 1.0) for dim in range(node.x.rank))


def _policy_scales(node: OnnxNode) -> tuple[float, ...] | None:
    """The one scale of a resizing to sizes that keeps the aspect ratio."""
    policy = node.attr("keep_aspect_ratio_policy", "stretch")
    sizes = node.ints("sizes", 3)
    if policy == "stretch" or not sizes:
        return None
    dims = _dims(node)
    ratios = [size / node.x.shape[dim] for dim, size in zip(dims, sizes, strict=True)]
    scale = min(ratios) if policy == "not_larger" else max(ratios)
    return tuple(scale if dim in dims else 1.0 for dim in range(node.x.rank))


def _roi(node: OnnxNode) -> tuple[float, ...]:
    data = node.constant(1)
    dims = _dims(node)
    if data is None or data.size != 2 * len(dims):
        raise Unsupported("no roi for each dimension")
    values = [float(v) for v in data.reshape(-1)]
    begins = dict(zip(dims, values[: len(dims)], strict=True))
    ends = dict(zip(dims, values[len(dims) :], strict=True))
    rank = range(node.x.rank)
    return (*(begins.get(dim, 0.0) for dim in rank), *(ends.get(dim, 1.0) for dim in rank))


@onnx_op("GridSample")
def _grid_sample(node: OnnxNode) -> Value:
    mode = node.attr("mode", "bilinear" if node.opset < 20 else "linear")
    return node.layer.emit(
        "GridSample",
        input=node.x,
        grid=node.input(1),
        mode={"bilinear": "linear", "bicubic": "cubic"}.get(mode, mode),
        padding_mode=node.attr("padding_mode", "zeros"),
        align_corners=bool(node.attr("align_corners", 0)),
    )


@onnx_op("AffineGrid")
def _affine_grid(node: OnnxNode) -> Value:
    size = node.ints("size", 1) or []
    return lowering.affine_grid(node.layer, node.x, size, bool(node.attr("align_corners", 0)))


@onnx_op("RoiAlign")
def _roi_align(node: OnnxNode) -> Operand:
    coordinates = node.attr("coordinate_transformation_mode", "half_pixel")
    return node.layer.emit(
        "RoiAlign",
        input=node.x,
        boxes=node.input(1),
        images=node.input(2),
        output_h=node.attr("output_height", 1),
        output_w=node.attr("output_width", 1),
        sampling_ratio=node.attr("sampling_ratio", 0),
        spatial_scale=node.attr("spatial_scale", 1.0),
        mode=node.attr("mode", "avg"),
        half_pixel=node.opset >= 16 and coordinates == "half_pixel",
    )
