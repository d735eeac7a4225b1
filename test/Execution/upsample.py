# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Upsample: rows and columns repeated."""

from arithmetic import integers, random
from execution import check, f32, i8

x = random(2, 3, 4, 5)
text = "scale_h = 2 : i64, scale_w = 3 : i64"
check("top.Upsample", [f32(x)], text, f32(x.repeat(2, axis=2).repeat(3, axis=3)))
q = integers(2, 3, 4, 5)
y = i8(q.repeat(2, axis=2).repeat(3, axis=3), 0.5)
check("tpu.Upsample", [i8(q, 0.5)], text, y, "bm1684x")
