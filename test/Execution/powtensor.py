# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PowTensor: float only."""

from arithmetic import f16 as round_f16
from arithmetic import random, relu
from execution import check, f16, f32, weight

a, b = random(2, 6, 4, 5, low=0.2), random(2, 6, 1, 1, seed=1)
check("top.PowTensor", [f32(a), f32(b)], "", f32(a.astype(float) ** b), tolerance=1e-5)
y = f32(relu(a.astype(float) ** b[:1]))
check("top.PowTensor", [f32(a), weight(f32(b[:1]))], "do_relu = true", y, tolerance=1e-5)
x, y = round_f16(a), round_f16(b)
power = f16(round_f16(x.astype(float) ** y))
check("tpu.PowTensor", [f16(x), f16(y)], "", power, "bm1684x", tolerance=1e-3)
