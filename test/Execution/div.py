# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Div: float only."""

from arithmetic import f16 as round_f16
from arithmetic import random, relu
from execution import check, f16, f32, weight

a, b = random(2, 6, 4, 5), random(2, 6, 1, 1, low=0.5, seed=1)
check("top.Div", [f32(a), f32(b)], "", f32(a / b))
check("top.Div", [f32(b), f32(a)], "", f32(b / a))
check("top.Div", [f32(a), weight(f32(b[:1]))], "do_relu = true", f32(relu(a / b[:1])))
x, y = round_f16(a), round_f16(b)
check("tpu.Div", [f16(x), f16(y)], "", f16(round_f16(x / y)), "bm1684x", tolerance=1e-3)
check("tpu.Div", [f32(a), f32(b)], "", f32(a / b), "bm1684")
