# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Deconv: top has the filter [C, OC/group, ...], tpu [OC, C/group, ...]."""

import numpy as np
from arithmetic import deconv, haz, integers, mbqm, per_channel, random, relu, rsr, sat
from execution import check, f32, i8, i32, u8, weight


def attributes(kernel, strides, pads, output_padding=None, dilations=None, group=1):
    """The attributes of a deconvolution."""
    rank = len(kernel)
    lists = {
        "kernel_shape": kernel,
        "strides": strides,
        "pads": pads,
        "dilations": dilations or [1] * rank,
        "output_padding": output_padding or [0] * rank,
    }
    text = ", ".join(f"{k} = array<i64: {', '.join(map(str, v))}>" for k, v in lists.items())
    return f"{text}, group = {group} : i64"


def lowered(w, group):
    """The filter as tpu.Deconv2D has it."""
    c, oc, *kernel = w.shape
    parts = np.moveaxis(w.reshape(group, c // group, oc, *kernel), 1, 2)
    return np.ascontiguousarray(parts.reshape(group * oc, c // group, *kernel))


for group, kernel, strides, pads, extra, dilations in [
    (1, [2, 2], [2, 2], [0, 0, 0, 0], None, None),
    (1, [3, 4], [2, 1], [1, 0, 0, 2], [1, 0], [1, 2]),
    (4, [4, 4], [2, 2], [1, 1, 1, 1], None, None),
    (2, [3, 3], [1, 1], [1, 1, 1, 1], None, None),
]:
    x, w = random(2, 4, 5, 6), random(4, 8 // group, *kernel, seed=1)
    b = random(8, seed=2)
    y = deconv(x, w, strides, pads, dilations, group, extra) + per_channel(b, 4)
    text = attributes(kernel, strides, pads, extra, dilations, group)
    operands = [f32(x), weight(f32(w)), weight(f32(b))]
    check("top.Deconv", operands, text, f32(y), tolerance=1e-5)
    check("top.Deconv", operands, text + ", do_relu = true", f32(relu(y)), tolerance=1e-5)
    operands[1] = weight(f32(lowered(w, group)))
    check("tpu.Deconv2D", operands, text, f32(y), "bm1684x", tolerance=1e-5)

x, w = random(1, 3, 7), random(3, 5, 3, seed=1)
y = deconv(x, w, [2], [1, 0])
check("top.Deconv", [f32(x), weight(f32(w))], attributes([3], [2], [1, 0]), f32(y), tolerance=1e-5)

# A filter that is computed, and three dimensions: floats with the filter as top has it.
x, w, b = random(1, 4, 5, 6), random(4, 3, 2, 3, seed=1), random(6, seed=2)
y = deconv(x, w, [2, 1], [1, 0, 0, 1], [1, 2], 2, [1, 0]) + per_channel(b, 4)
text = attributes([2, 3], [2, 1], [1, 0, 0, 1], [1, 0], [1, 2], 2)
for op, chip in (("top.Deconv", None), ("tpu.Deconv", "bm1684x")):
    check(op, [f32(x), f32(w), weight(f32(b))], text, f32(y), chip, tolerance=1e-5)
x, w = random(1, 4, 3, 4, 5), random(4, 3, 2, 3, 2, seed=1)
y = deconv(x, w, [2, 1, 2], [1, 0, 1, 0, 1, 0], [1, 2, 1], 2, [1, 0, 1])
text = attributes([2, 3, 2], [2, 1, 2], [1, 0, 1, 0, 1, 0], [1, 0, 1], [1, 2, 1], 2)
for op, chip in (("top.Deconv", None), ("tpu.Deconv", "bm1684x")):
    check(op, [f32(x), weight(f32(w))], text + ", do_relu = true", f32(relu(y)), chip, 1e-5)

text = attributes([4, 4], [2, 2], [1, 1, 1, 1], group=2)
x, w = integers(1, 4, 5, 3), integers(4, 3, 4, 4, seed=1)
b = integers(6, low=-9999, high=9999, seed=2)
operands = [i8(x, 0.5), weight(i8(lowered(w, 2)))]
acc, bias = haz(deconv(x, w, [2, 2], [1] * 4, group=2)), per_channel(b, 4)
y = np.clip(relu(rsr(acc + bias, 9)), 0, 127)  # quirk Q16
rest = ", do_relu = true, requant = #tpu.requant<OnlyShift, [1], [9], HalfUp>"
check("tpu.Deconv2D", [*operands, weight(f32(b), "i16")], text + rest, u8(y), "bm1684")
y = sat(mbqm(acc + bias, 2**30, 7))
rest = ", requant = #tpu.requant<QDM, [1073741824], [7], HalfAwayFromZero>"
check("tpu.Deconv2D", [*operands, weight(i32(b))], text + rest, i8(y), "cv183x")

# bm1684x leaves the accumulators; gaps and padding count as the zero point does.
zp = -5
bias = bias - zp * per_channel(lowered(w, 2).reshape(6, -1).sum(axis=1), 4)
y = haz(deconv(x - zp, w, [2, 2], [1] * 4, group=2)) + zp * per_channel(
    lowered(w, 2).reshape(6, -1).sum(axis=1), 4
)
operands[0] = i8(x, 0.5, zp)
bias_weight = weight(i32(bias.reshape(-1)))
check("tpu.Deconv2D", [*operands, bias_weight], text, i32(y + bias), "bm1684x")
