# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Slice: offsets, ends and steps for every dimension; a step may be negative."""

from arithmetic import integers, random
from execution import check, f32, i8


def attributes(offset, ends, steps):
    """The attributes of a slice."""
    lists = {"offset": offset, "ends": ends, "steps": steps}
    return ", ".join(f"{k} = array<i64: {', '.join(map(str, v))}>" for k, v in lists.items())


x = random(2, 8, 5, 6)
text = attributes([0, 1, 0, 2], [2, 8, 5, 6], [1, 2, 1, 3])
check("top.Slice", [f32(x)], text, f32(x[:, 1:8:2, :, 2:6:3]))
text = attributes([0, 0, 4, 0], [2, 8, -1, 6], [1, 1, -2, 1])
check("top.Slice", [f32(x)], text, f32(x[:, :, ::-2]))
check("top.Slice", [f32(x[0])], attributes([2, 0, 0], [5, 5, 1], [1, 1, 1]), f32(x[0, 2:5, :, :1]))
q = integers(2, 8, 5, 6)
text = attributes([0, 4, 0, 0], [2, 8, 5, 6], [1, 1, 1, 1])
check("tpu.Slice", [i8(q, 0.5)], text, i8(q[:, 4:], 0.5), "bm1684x")
