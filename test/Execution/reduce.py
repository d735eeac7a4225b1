# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reduce: all modes and axes; sums and maxima of integers on cv18xx."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import half_up, integers, random, sat
from execution import check, f16, f32, i8

x = random(2, 3, 4, 5)
modes = {
    "mean": np.mean,
    "sum": np.sum,
    "max": np.max,
    "min": np.min,
    "prod": np.prod,
    "l1": lambda v, **k: np.abs(v).sum(**k),
    "l2": lambda v, **k: np.sqrt((v * v).sum(**k)),
    "sum_square": lambda v, **k: (v * v).sum(**k),
    "log_sum_exp": lambda v, **k: np.log(np.exp(v).sum(**k)),
}
for axes in [(2, 3), (1,), (3,), (2,), (1, 2, 3), (1, 3)]:
    for mode, function in modes.items():
        for keep in (True, False):
            text = (
                f"axes = array<i64: {', '.join(map(str, axes))}>, mode = #top<reduce_mode {mode}>"
            )
            y = function(x.astype(np.float64), axis=axes, keepdims=keep)
            text += f", keepdims = {'true' if keep else 'false'}"
            check("top.Reduce", [f32(x)], text, f32(y), tolerance=1e-5)
# Exponentials of the values themselves would overflow.
far = x + 1000
y = np.log(np.exp(x.astype(np.float64)).sum(axis=3, keepdims=True)) + 1000
check(
    "top.Reduce", [f32(far)], "axes = array<i64: 3>, mode = #top<reduce_mode log_sum_exp>", f32(y)
)
h = round_f16(x)
text = "axes = array<i64: 1>, mode = #top<reduce_mode max>"
check("tpu.Reduce", [f16(h)], text, f16(h.max(axis=1, keepdims=True)), "bm1684x", 0)

q = integers(2, 3, 4, 5)
requant = ", requant = #tpu.requant<MultiplierShiftFloat, [75], [8], HalfUp>"
for mode in ("sum", "max"):
    text = f"axes = array<i64: 2, 3>, mode = #top<reduce_mode {mode}>" + requant
    total = modes[mode](q, axis=(2, 3), keepdims=True)
    y = i8(sat(half_up(np.float32(total * 75) / 2.0**8)))
    check("tpu.Reduce", [i8(q)], text, y, "cv183x")
