# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tile: the tensor repeated along each dimension."""

import numpy as np
from arithmetic import integers, random
from execution import check, f32, i8

x = random(1, 3, 4, 5)
for repeats in [(1, 2, 1, 1), (1, 1, 2, 3), (1, 2, 3, 2)]:
    text = f"repeats = array<i64: {', '.join(map(str, repeats))}>"
    check("top.Tile", [f32(x)], text, f32(np.tile(x, repeats)))
q = integers(1, 3, 4)
check("tpu.Tile", [i8(q)], "repeats = array<i64: 1, 2, 2>", i8(np.tile(q, (1, 2, 2))), "bm1684x")
