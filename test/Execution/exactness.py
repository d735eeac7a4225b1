# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Integers carried in f32 stay exact where sums pass 2^24: every op that adds up products.

Weights and inputs at the ends of their types, depths that need the exact path, and sums that come
back to a few thousand at the end: one rounding on the way would show in the result.
"""

import numpy as np
from arithmetic import conv, deconv, haz, rsr, sat
from execution import check, i8, u8, weight

SHIFT = ", requant = #tpu.requant<OnlyShift, [1], [7], HalfUp>"


def extremes(*shape):
    """127, then as often -127, less 1 here and there: sums rise beyond 2^24 and fall again."""
    values = np.full(int(np.prod(shape[1:])), 127)
    values[values.size // 2 :] = -127
    values[::97] -= 1
    return np.broadcast_to(values.reshape(shape[1:]), shape).copy()


def window(kernel, pads, group, spatial):
    """The attributes of a convolution with stride 1."""
    ones = ", ".join(["1"] * spatial)
    sizes, borders = (", ".join(map(str, values)) for values in (kernel, pads))
    return (
        f"kernel_shape = array<i64: {sizes}>, strides = array<i64: {ones}>, "
        f"pads = array<i64: {borders}>, dilations = array<i64: {ones}>, group = {group} : i64"
    )


def passes_the_limit(weights):
    """Whether the largest partial sum of 255 times these weights is beyond 2^24."""
    assert 255 * np.abs(np.cumsum(weights.reshape(len(weights), -1), axis=1)).max() > 2**24


# A convolution, a depthwise one and one of three dimensions.
for channels, group, kernel in [(1200, 1, (1, 1)), (2, 2, (37, 31)), (300, 1, (2, 1, 2))]:
    spatial = len(kernel)
    w = extremes(2, channels // group, *kernel)
    passes_the_limit(w)
    x = np.full((1, channels, *(k + 1 for k in kernel)), 255)
    x[..., 0] = 254
    y = sat(rsr(haz(conv(x, w, [1] * spatial, [0] * 2 * spatial, group=group)), 7))
    op = "tpu.Conv3D" if spatial == 3 else "tpu.Conv2D"
    text = window(kernel, [0] * 2 * spatial, group, spatial) + SHIFT
    check(op, [u8(x, 0.5), weight(i8(w))], text, i8(y), "bm1684x")

# A transposed convolution: [OC, C, kernel] for the op, [C, OC, kernel] for numpy.
w = extremes(2, 600, 1, 2)
passes_the_limit(w)
x = np.full((1, 600, 1, 3), 255)
x[..., 1] = 254
acc = haz(deconv(x, np.ascontiguousarray(np.swapaxes(w, 0, 1)), [1, 1], [0, 0, 0, 0]))
text = window((1, 2), [0, 0, 0, 0], 1, 2) + ", output_padding = array<i64: 0, 0>" + SHIFT
check("tpu.Deconv2D", [u8(x, 0.5), weight(i8(w))], text, i8(sat(rsr(acc, 7))), "bm1684")

# Products: with a constant, and of two activations.
w = extremes(3, 1200)
passes_the_limit(w)
x = np.full((2, 1200), 255)
x[1, ::5] = 0
y = i8(sat(rsr(x @ w.T, 7)))
right = np.ascontiguousarray(w.T)
check("tpu.MatMul", [u8(x, 0.5), weight(i8(right))], SHIFT[2:], y, "bm1684x")
check("tpu.MatMul", [u8(x, 0.5), i8(right)], SHIFT[2:], y, "bm1684x")
