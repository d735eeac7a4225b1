# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reshape, Squeeze, Unsqueeze: the same elements in logical order."""

from arithmetic import integers, random
from execution import check, f32, i8

x = random(2, 6, 4, 5)
check("top.Reshape", [f32(x)], "shape = array<i64: 0, -1>", f32(x.reshape(2, -1)))
y = x.reshape(2, 4, 10, 3)
check("top.Reshape", [f32(x)], "shape = array<i64: 2, 4, 10, 3>", f32(y))
x = random(2, 6, 1, 1)
check("top.Squeeze", [f32(x)], "axes = array<i64: 2, 3>", f32(x.reshape(2, 6)))
check("top.Squeeze", [f32(x)], "axes = array<i64: 3>", f32(x.reshape(2, 6, 1)))
x = random(2, 6)
check("top.Unsqueeze", [f32(x)], "axes = array<i64: 2, 3>", f32(x.reshape(2, 6, 1, 1)))
check("top.Unsqueeze", [f32(x)], "axes = array<i64: 1>", f32(x.reshape(2, 1, 6)))
q = integers(2, 6, 4, 5)
check("tpu.Reshape", [i8(q, 0.5)], "", i8(q.reshape(2, 24, 5), 0.5), "bm1684x")
