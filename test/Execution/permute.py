# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Permute: result dimension i is input dimension order[i]."""

from itertools import permutations

from arithmetic import integers, random
from execution import check, f32, i8

x = random(2, 3, 4, 5)
for order in permutations(range(4)):
    text = f"order = array<i64: {', '.join(map(str, order))}>"
    if order[0] == 0:
        check("top.Permute", [f32(x)], text, f32(x.transpose(order)))
    else:  # samples are stacked along dimension 0 of the result as well
        check("top.Permute", [f32(x[:1])], text, f32(x[:1].transpose(order)))
x = random(2, 3, 4)
check("top.Permute", [f32(x)], "order = array<i64: 0, 2, 1>", f32(x.transpose(0, 2, 1)))
q = integers(2, 3, 4, 5)
text = "order = array<i64: 0, 2, 3, 1>"
check("tpu.Permute", [i8(q, 0.5)], text, i8(q.transpose(0, 2, 3, 1), 0.5), "bm1684x")
