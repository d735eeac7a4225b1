# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Relu: clamped at 0, and at relu_limit where there is one; integers at 0 alone."""

from arithmetic import f16 as round_f16
from arithmetic import integers, random, relu
from execution import check, f16, f32, i8, u8

x = random(2, 5, 3, 4, high=9)
check("top.Relu", [f32(x)], "", f32(relu(x)))
check("top.Relu", [f32(x)], "relu_limit = 6.0 : f64", f32(relu(x, 6)))
check("top.Relu", [f32(x[0, 0])], "", f32(relu(x[0, 0])))
half = round_f16(x)
check("tpu.Relu", [f16(half)], "", f16(relu(half)), "bm1684x")

q = integers(1, 7, 2, 3)
check("tpu.Relu", [i8(q, 0.5)], "", i8(relu(q), 0.5), "bm1684")
check("tpu.Relu", [i8(q, 0.5)], "", u8(relu(q), 0.5), "bm1684")
