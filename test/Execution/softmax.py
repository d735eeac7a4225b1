# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Softmax: float, by a table of 256 exponentials (bm1684x), by bf16 tables (cv18xx)."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import integers, random, sat
from execution import check, f16, f32, i8, u8, weight


def softmax(x, axis, beta=1.0):
    """In f64."""
    e = np.exp(beta * (x - x.max(axis=axis, keepdims=True)).astype(np.float64))
    return e / e.sum(axis=axis, keepdims=True)


for shape, axis in [((2, 9, 3, 4), 1), ((2, 9, 3, 4), 3), ((3, 10), 1), ((2, 5, 6), 2)]:
    x = random(*shape)
    text = f"axis = {axis} : i64"
    check("top.Softmax", [f32(x)], text, f32(softmax(x, axis)))
    y = softmax(x, axis, 0.5)
    check("top.Softmax", [f32(x)], text + ", beta = 0.5 : f64", f32(y))
    y = np.log(softmax(x, axis))
    check("top.Softmax", [f32(x)], text + ", log = true", f32(y))
x = round_f16(random(2, 9, 3, 4))
segments = "operandSegmentSizes = array<i32: 1, {}, 0, 0, 0>"
text = f"axis = 1 : i64, {segments.format(0)}"
check("tpu.Softmax", [f16(x)], text, f16(round_f16(softmax(x, 1))), "bm1684x", 1e-3)

# e = table[max - q], summed in f32 in order, over the sum times the result's scale.
scale, q = 0.11, integers(2, 9, 3, 4)
table = np.exp(-scale * np.arange(256)).astype(np.float32)
e = table[q.max(axis=1, keepdims=True) - q]
total = np.zeros((2, 1, 3, 4), np.float32)
for c in range(9):
    total[:, 0] += e[:, c]
for make, kind, out, zp in [(u8, "u8", 1 / 255, 0), (i8, "i8", 1 / 127, 0)]:
    p = e / (total * np.float32(out))
    rounded = np.floor(p.astype(np.float64) + 0.5)
    text = f"axis = 1 : i64, {segments.format(1)}"
    operands = [i8(q, scale), weight(f32(table))]
    check("tpu.Softmax", operands, text, make(sat(rounded + zp, kind), out, zp), "bm1684x")
