# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""AvgPool: the divisor, and the requantized averages of each chip family."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import half_up, haz, integers, random, relu, rsr, sat, windows
from execution import check, f16, f32, i8, u8


def attributes(kernel, strides, pads, rest=""):
    """The attributes of a pool."""
    lists = {"kernel_shape": kernel, "strides": strides, "pads": pads}
    text = ", ".join(f"{k} = array<i64: {', '.join(map(str, v))}>" for k, v in lists.items())
    return f"{text}{', ' + rest if rest else ''}"


def sums(x, kernel, strides, pads, fill=0.0):
    """The sum of each window."""
    rank = len(kernel)
    axes = tuple(range(2 + rank, 2 + 2 * rank))
    return windows(x, kernel, strides, pads, fill=fill).sum(axis=axes)


def counts(x, kernel, strides, pads):
    """How many elements of the input are in each window."""
    return sums(np.ones_like(x), kernel, strides, pads)


for kernel, strides, pads in [
    ([2, 2], [2, 2], [0, 0, 0, 0]),
    ([3, 3], [2, 1], [1, 1, 1, 1]),
    ([7, 8], [1, 1], [0, 0, 0, 0]),
]:
    x = random(2, 9, 7, 8)
    total = sums(x, kernel, strides, pads)
    inside = f32(total / counts(x, kernel, strides, pads))
    check("top.AvgPool", [f32(x)], attributes(kernel, strides, pads), inside)
    whole = total / np.prod(kernel)
    text = attributes(kernel, strides, pads, "count_include_pad = true")
    check("top.AvgPool", [f32(x)], text, f32(whole))
    check("top.AvgPool", [f32(x)], text + ", do_relu = true", f32(relu(whole)))
x = random(1, 3, 9)
text = attributes([3], [2], [1, 0])
check("top.AvgPool", [f32(x)], text, f32(sums(x, [3], [2], [1, 0]) / counts(x, [3], [2], [1, 0])))
x = integers(1, 2, 4, 4, low=-500, high=500)
y = round_f16(sums(x, [2, 2], [2, 2], [0] * 4) / 4)
check("tpu.AvgPool", [f16(x)], attributes([2, 2], [2, 2], [0] * 4), f16(y), "bm1684x", 0)


# Dilated, and in three dimensions.
dilated = windows(x := random(2, 3, 9, 8), [2, 3], [2, 1], [1, 0, 0, 1], [2, 1])
ones = windows(np.ones_like(x), [2, 3], [2, 1], [1, 0, 0, 1], [2, 1])
y = f32(dilated.sum(axis=(4, 5)) / ones.sum(axis=(4, 5)))
text = attributes([2, 3], [2, 1], [1, 0, 0, 1], "dilations = array<i64: 2, 1>")
check("top.AvgPool", [f32(x)], text, y)
check("tpu.AvgPool", [f32(x)], text, y, "bm1684x")
x, window = random(2, 3, 5, 6, 7), ([2, 3, 2], [2, 1, 2], [1, 1, 0, 0, 1, 1])
y = f32(sums(x, *window) / counts(x, *window))
check("top.AvgPool", [f32(x)], attributes(*window), y)
check("tpu.AvgPool", [f32(x)], attributes(*window), y, "bm1684x")
y = f32(sums(x, *window) / 12)
check("top.AvgPool", [f32(x)], attributes(*window, "count_include_pad = true"), y)

# Integers: the average in f32 times the window's size, rounded, then requantized.
kernel, strides, pads = [3, 2], [2, 2], [1, 0, 1, 0]
q = integers(2, 5, 7, 6)
average = (sums(q, kernel, strides, pads) / counts(q, kernel, strides, pads)).astype(np.float32)
full = (average * np.float32(3)) * np.float32(2)
text = attributes(kernel, strides, pads)
rest = ", requant = #tpu.requant<MultiplierShift, [43], [8], HalfUp>"
check("tpu.AvgPool", [i8(q, 0.5)], text + rest, i8(sat(rsr(haz(full) * 43, 8))), "bm1684x")
y = sat(relu(rsr(haz(full) * 43, 8)), "u8")
check("tpu.AvgPool", [i8(q, 0.5)], text + rest + ", do_relu = true", u8(y), "bm1684")
rest = ", requant = #tpu.requant<MultiplierShiftFloat, [87], [9], HalfUp>"
y = sat(half_up((half_up(full).astype(np.float32) * np.float32(87)) / 2.0**9))
check("tpu.AvgPool", [i8(q, 0.5)], text + rest, i8(y), "cv183x")

# Asymmetric: padding counts as the zero point; scale and offset in f32.
zp = -9
average = (sums(q, kernel, strides, pads, fill=zp) / 6).astype(np.float32)
full = (average * np.float32(3)) * np.float32(2)
y = haz((full * np.float32(0.07) + np.float32(4.25)).astype(np.float32))
rest = ", scale = 0.07 : f64, offset = 4.25 : f64"
check("tpu.AvgPool", [i8(q, 0.5, zp)], text + rest, i8(sat(y), 0.5, 3), "bm1684x")
