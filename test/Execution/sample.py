# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""GridSample, RoiAlign and the filters of Interp against ONNX's own evaluator."""

import itertools

import numpy as np
from arithmetic import random
from execution import check, f32
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def evaluate(op, inputs, attributes, opset=20):
    """The result of a node."""
    feeds = {f"x{i}": value for i, value in enumerate(inputs) if value is not None}
    names = ["" if value is None else f"x{i}" for i, value in enumerate(inputs)]
    node = helper.make_node(op, names, ["y"], **attributes)
    entries = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape
        )
        for name, value in feeds.items()
    ]
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "node", entries, [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    return ReferenceEvaluator(model).run(None, feeds)[0]


# Grids reach beyond the input on all sides.
planes = (random(2, 3, 5, 6), random(2, 4, 7, 2, low=-1.6, high=1.6, seed=1))
volumes = (random(1, 2, 3, 4, 5), random(1, 2, 3, 2, 3, low=-1.6, high=1.6, seed=1))
for (x, grid), mode, padding, aligned in itertools.product(
    (planes, volumes), ("linear", "nearest", "cubic"), ("zeros", "border", "reflection"), (0, 1)
):
    if mode == "cubic" and (x.ndim == 5 or padding == "border"):
        continue  # beyond the border the evaluator moves places, ONNX Runtime and torch elements
    attributes = {"mode": mode, "padding_mode": padding, "align_corners": aligned}
    y = evaluate("GridSample", [x, grid], attributes)
    text = (
        f"mode = #top<interp_mode {mode}>, padding_mode = #top<sample_padding {padding}>, "
        f"align_corners = {'true' if aligned else 'false'}"
    )
    check("top.GridSample", [f32(x), f32(grid)], text, f32(y), tolerance=1e-5)
    check("tpu.GridSample", [f32(x), f32(grid)], text, f32(y), "bm1684x", tolerance=1e-5)

x = random(2, 3, 9, 8)
boxes = np.array([[0, 0, 7, 8], [1.5, 2, 6, 3], [-2, -1, 12, 10], [3, 3, 3, 3]], np.float32)
images = np.array([0, 1, 1, 0])
for mode, ratio, half, scale in itertools.product(("avg", "max"), (0, 2), (True, False), (1, 0.5)):
    attributes = {"mode": mode, "output_height": 3, "output_width": 2, "sampling_ratio": ratio}
    attributes["coordinate_transformation_mode"] = "half_pixel" if half else "output_half_pixel"
    if half and ratio == 0:
        continue  # the evaluator's own division by no samples, for the empty box
    y = evaluate("RoiAlign", [x, boxes, images], {**attributes, "spatial_scale": float(scale)})
    text = (
        f"mode = #top<roi_pool {mode}>, output_h = 3 : i64, output_w = 2 : i64, sampling_ratio = "
        f"{ratio} : i64, half_pixel = {str(half).lower()}, spatial_scale = {float(scale)} : f64"
    )
    operands = [f32(x), f32(boxes), f32(images)]
    check("top.RoiAlign", operands, text, f32(y), tolerance=1e-5)
    check("tpu.RoiAlign", operands, text, f32(y), "bm1684x", tolerance=1e-5)

x = random(1, 2, 7, 9)
for size, mode, coordinates in itertools.product(
    ((14, 20), (4, 5), (5, 14)),
    ("linear", "cubic"),
    ("half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"),
):
    for option in ({}, {"antialias": 1}, {"exclude_outside": 1}, {"cubic_coeff_a": -0.5}):
        if mode == "linear" and option.keys() != {"antialias"}:
            continue
        attributes = {"mode": mode, "coordinate_transformation_mode": coordinates, **option}
        y = evaluate("Resize", [x, None, None, np.array([1, 2, *size])], attributes)
        text = (
            f"target_shape = array<i64: {size[0]}, {size[1]}>, mode = #top<interp_mode {mode}>, "
            f"coord_mode = #top<coord_mode {coordinates}>"
        )
        text += ", antialias = true" if "antialias" in option else ""
        text += ", exclude_outside = true" if "exclude_outside" in option else ""
        text += ", cubic_coeff = -0.5 : f64" if "cubic_coeff_a" in option else ""
        check("top.Interp", [f32(x)], text, f32(y), tolerance=1e-5)

# A crop that reaches beyond the input.
roi = np.array([0, 0, 0.2, -0.1, 1, 1, 0.7, 1.3], np.float32)
attributes = {
    "mode": "linear",
    "coordinate_transformation_mode": "tf_crop_and_resize",
    "extrapolation_value": 7.0,
}
y = evaluate("Resize", [x, roi, None, np.array([1, 2, 5, 6])], attributes)
text = (
    "target_shape = array<i64: 5, 6>, mode = #top<interp_mode linear>, "
    "coord_mode = #top<coord_mode tf_crop_and_resize>, extrapolation = 7.0 : f64, "
    "roi = array<f64: 0.2, -0.1, 0.7, 1.3>"
)
check("top.Interp", [f32(x)], text, f32(y), tolerance=1e-5)
