# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MaxPool: padding is never chosen."""

import numpy as np
from arithmetic import integers, random, relu, windows
from execution import check, f32, i8


def pooled(x, kernel, strides, pads, dilations=None):
    """The largest of each window."""
    rank = len(kernel)
    seen = windows(x, kernel, strides, pads, dilations, -np.inf)
    return seen.max(axis=tuple(range(2 + rank, 2 + 2 * rank)))


for kernel, strides, pads, dilations in [
    ([2, 2], [2, 2], [0, 0, 0, 0], None),
    ([3, 3], [2, 1], [1, 1, 1, 1], None),
    ([2, 3], [1, 1], [0, 1, 1, 0], [2, 1]),
]:
    text = f"kernel_shape = array<i64: {kernel[0]}, {kernel[1]}>, "
    text += f"strides = array<i64: {strides[0]}, {strides[1]}>, pads = array<i64: "
    text += ", ".join(map(str, pads)) + ">"
    if dilations:
        text += f", dilations = array<i64: {dilations[0]}, {dilations[1]}>"
    x = random(2, 9, 7, 8)
    y = pooled(x, kernel, strides, pads, dilations)
    check("top.MaxPool", [f32(x)], text, f32(y))
    check("top.MaxPool", [f32(x)], text + ", do_relu = true", f32(relu(y)))
    q = integers(2, 9, 7, 8)
    y = pooled(q, kernel, strides, pads, dilations)
    check("tpu.MaxPool", [i8(q, 0.5)], text, i8(y, 0.5), "bm1684x")

# ceil_mode: the last window reaches beyond the input.
x = random(1, 2, 7, 7)
text = "kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, ceil_mode = true, "
y = pooled(x, [2, 2], [2, 2], [0, 0, 1, 1])
check("top.MaxPool", [f32(x)], text + "pads = array<i64: 0, 0, 0, 0>", f32(y))
x = random(1, 3, 9)
text = "kernel_shape = array<i64: 3>, strides = array<i64: 2>, pads = array<i64: 1, 0>"
check("top.MaxPool", [f32(x)], text, f32(pooled(x, [3], [2], [1, 0])))

# In three dimensions, integers too.
text = (
    "kernel_shape = array<i64: 2, 3, 2>, strides = array<i64: 1, 2, 1>, "
    "pads = array<i64: 1, 1, 0, 0, 1, 1>, dilations = array<i64: 2, 1, 1>"
)
window = ([2, 3, 2], [1, 2, 1], [1, 1, 0, 0, 1, 1], [2, 1, 1])
x, q = random(2, 3, 5, 6, 7), integers(2, 3, 5, 6, 7)
check("top.MaxPool", [f32(x)], text + ", do_relu = true", f32(relu(pooled(x, *window))))
check("tpu.MaxPool", [i8(q)], text, i8(pooled(q, *window)), "bm1684x")
