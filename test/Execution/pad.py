# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Pad: constant, reflected, repeated edges, wrapped; negative padding crops."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import integers, random
from execution import bf16, check, f32, i8

x = random(2, 3, 4, 5)
border = [(0, 0), (0, 0), (1, 2), (3, 0)]
text = "paddings = array<i64: 0, 0, 1, 3, 0, 0, 2, 0>"
y = np.pad(x, border, constant_values=0.1)
check("top.Pad", [f32(x)], text + ", val = 0.1 : f64", f32(y))
for mode in ("reflect", "edge", "wrap"):
    y = f32(np.pad(x, border, mode=mode))
    check("top.Pad", [f32(x)], f"{text}, mode = #top<pad_mode {mode}>", y)
y = np.pad(x, [(0, 0), (1, 1), (0, 0), (0, 0)])[:, :, 1:, :-2]
check("top.Pad", [f32(x)], "paddings = array<i64: 0, 1, -1, 0, 0, 1, 0, -2>", f32(y))
constant = ", mode = #top<pad_mode constant>"
q = integers(2, 3, 4, 5)
y = np.pad(q, border, constant_values=-3)
check(
    "tpu.Pad", [i8(q, 0.5, -3)], text + constant + ", val = -3.0 : f64", i8(y, 0.5, -3), "bm1684x"
)
# The constant is not rounded to the float type.
h = round_bf16(x)
y = np.pad(h, border, constant_values=np.float32(0.1))
check("tpu.Pad", [bf16(h)], text + constant + ", val = 0.1 : f64", bf16(y), "bm1684x", 0)
