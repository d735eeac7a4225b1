# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Interp: the coordinates of ONNX Resize, nearest and linear; float results are not rounded."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import integers, random
from execution import check, f16, f32, i8


def coordinates(mode, size, new):
    """Where the rows of the result lie in the input."""
    at, scale = np.arange(new, dtype=np.float64), new / size
    if mode == "align_corners":
        return at * (size - 1) / (new - 1) if new > 1 else at * 0
    if mode == "asymmetric":
        return at / scale
    if mode == "pytorch_half_pixel" and new == 1:
        return at * 0
    return (at + 0.5) / scale - 0.5


def linear(x, mode, new, axis):
    """Linear interpolation along an axis."""
    size = x.shape[axis]
    at = np.clip(coordinates(mode, size, new), 0, size - 1)
    low = np.minimum(np.floor(at).astype(int), size - 1)
    high = np.minimum(low + 1, size - 1)
    part = (at - low).reshape([-1 if d == axis else 1 for d in range(x.ndim)])
    return np.take(x, low, axis) * (1 - part) + np.take(x, high, axis) * part


def nearest(x, mode, rounding, new, axis):
    """The nearest along an axis."""
    at = coordinates(mode, x.shape[axis], new)
    index = {
        "floor": np.floor(at),
        "ceil": np.ceil(at),
        "round_prefer_floor": np.ceil(at - 0.5),
        "round_prefer_ceil": np.floor(at + 0.5),
    }[rounding]
    return np.take(x, np.clip(index.astype(int), 0, x.shape[axis] - 1), axis)


x = random(2, 3, 5, 6)
for size in [(10, 12), (3, 4), (8, 9)]:
    for mode in ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"):
        text = (
            f"target_shape = array<i64: {size[0]}, {size[1]}>, coord_mode = #top<coord_mode {mode}>"
        )
        y = linear(linear(x.astype(np.float64), mode, size[0], 2), mode, size[1], 3)
        how = ", mode = #top<interp_mode linear>"
        check("top.Interp", [f32(x)], text + how, f32(y), tolerance=1e-5)
        for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
            y = nearest(nearest(x, mode, rounding, size[0], 2), mode, rounding, size[1], 3)
            how = (
                f", mode = #top<interp_mode nearest>, nearest_mode = #top<nearest_mode {rounding}>"
            )
            check("top.Interp", [f32(x)], text + how, f32(y))

floor = "nearest_mode = #top<nearest_mode floor>"
text = f"target_shape = array<i64: 10, 12>, coord_mode = #top<coord_mode half_pixel>, {floor}"
h = round_f16(x)
y = linear(linear(h.astype(np.float64), "half_pixel", 10, 2), "half_pixel", 12, 3)
how = ", mode = #top<interp_mode linear>"
check("tpu.Interp", [f16(h)], text + how, f16(y), "bm1684x", 1e-6)
q = integers(2, 3, 5, 6)
y = nearest(nearest(q, "half_pixel", "floor", 10, 2), "half_pixel", "floor", 12, 3)
how = ", mode = #top<interp_mode nearest>"
check("tpu.Interp", [i8(q, 0.5)], text + how, i8(y, 0.5), "bm1684x")
