# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LayerNorm: f16 results are not rounded (quirk Q9), bf16 ones at every step."""

import numpy as np
from arithmetic import bf16 as r
from arithmetic import f16 as round_f16
from arithmetic import random
from execution import bf16, check, f16, f32, weight


def normalized(x, axis):
    """In f64."""
    axes = tuple(range(axis, x.ndim))
    x = x.astype(np.float64)
    mean = x.mean(axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(x.var(axis=axes, keepdims=True) + 1e-5)


for shape, axis in [((2, 6, 16), 2), ((2, 5, 3, 4), 1), ((2, 5, 3, 4), 3)]:
    x, g, b = random(*shape), random(*shape[axis:], seed=1), random(*shape[axis:], seed=2)
    text = f"axis = {axis} : i64, operandSegmentSizes = array<i32: 1, {{0}}, {{0}}>"
    y = normalized(x, axis)
    check("top.LayerNorm", [f32(x)], text.format(0), f32(y), tolerance=1e-5)
    operands = [f32(x), weight(f32(g)), weight(f32(b))]
    check("top.LayerNorm", operands, text.format(1), f32(y * g + b), tolerance=1e-5)

x = round_f16(random(2, 6, 16))
text = "axis = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0, 0, 0>"
check("tpu.LayerNorm", [f16(x)], text, f16(normalized(x, 2)), "bm1684x", 1e-5)
assert (round_f16(normalized(x, 2)) != normalized(x, 2).astype(np.float32)).any()

x, g, b = (r(random(*shape, seed=i)) for i, shape in enumerate([(4, 16), (16,), (16,)]))
c = np.float32(r(1 / 16))
mean, variance = np.zeros(4, np.float32), np.zeros(4, np.float32)
for i in range(16):
    mean += x[:, i] * c
mean = r(mean)[:, None]
for i in range(16):
    d = r(x[:, i] - mean[:, 0])
    variance += r(r(d * d) * c)
v = r(r(variance) + r(np.float32(1e-5)))
root = r(1 / r(np.sqrt(v)))[:, None]
y = r(r(r(r(x - mean) * root) * g) + b)
text = "axis = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>"
operands = [bf16(x), weight(f32(g)), weight(f32(b))]
check("tpu.LayerNorm", operands, text, bf16(y), "bm1684x", 0)
