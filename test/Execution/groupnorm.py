# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""GroupNorm and RMSNorm."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import per_channel, random
from execution import check, f16, f32, weight


def grouped(x, groups):
    """Normalized over groups of channels, in f64."""
    rows = x.astype(np.float64).reshape(x.shape[0], groups, -1)
    centred = rows - rows.mean(axis=2, keepdims=True)
    deviation = np.sqrt(rows.var(axis=2, keepdims=True) + 1e-5)
    return (centred / deviation).reshape(x.shape)


for shape, groups in [((2, 6, 4, 5), 3), ((2, 6, 4, 5), 6), ((3, 4, 7), 1), ((2, 4), 2)]:
    x, g, b = random(*shape), random(shape[1], seed=1), random(shape[1], seed=2)
    y = grouped(x, groups)
    text = f"num_groups = {groups} : i64, operandSegmentSizes = array<i32: 1, {{0}}, {{0}}>"
    check("top.GroupNorm", [f32(x)], text.format(0), f32(y), tolerance=1e-5)
    y = y * per_channel(g, len(shape)) + per_channel(b, len(shape))
    operands = [f32(x), weight(f32(g)), weight(f32(b))]
    check("top.GroupNorm", operands, text.format(1), f32(y), tolerance=1e-5)

for shape, axis in [((2, 6, 16), 2), ((2, 5, 3, 4), 1)]:
    x, g = random(*shape), random(*shape[axis:], seed=1)
    axes = tuple(range(axis, x.ndim))
    y = x / np.sqrt((x.astype(np.float64) ** 2).mean(axis=axes, keepdims=True) + 1e-5)
    text = f"axis = {axis} : i64"
    check("top.RMSNorm", [f32(x)], text, f32(y))
    check("tpu.RMSNorm", [f32(x), weight(f32(g))], text, f32(y * g), "bm1684x")
h = round_f16(x)
y = h / np.sqrt((h.astype(np.float64) ** 2).mean(axis=axes, keepdims=True) + 1e-5)
check("tpu.RMSNorm", [f16(h)], text, f16(round_f16(y)), "bm1684x", tolerance=1e-3)
