# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Concat; on cv18xx it requantizes its operands."""

import numpy as np
from arithmetic import half_up, integers, random, relu, sat
from execution import check, f32, i8, weight

for shapes, axis in [
    ([(2, 3, 4, 5), (2, 1, 4, 5), (2, 8, 4, 5)], 1),
    ([(2, 3, 4, 5), (2, 3, 1, 5)], 2),
    ([(2, 3, 4, 5), (2, 3, 4, 2)], 3),
    ([(2, 3), (2, 4)], 1),
]:
    arrays = [random(*shape, seed=i) for i, shape in enumerate(shapes)]
    y = np.concatenate(arrays, axis)
    text = f"axis = {axis} : i64"
    check("top.Concat", [f32(a) for a in arrays], text, f32(y))
    operands = [f32(arrays[0]), *(weight(f32(a)) for a in arrays[1:])]
    check("top.Concat", operands, text + ", do_relu = true", f32(relu(y)))

a, b = integers(1, 3, 4, 5), integers(1, 2, 4, 5, seed=1)
y = np.concatenate([a, b], 1)
check("tpu.Concat", [i8(a, 0.5), i8(b, 0.5)], "axis = 1 : i64", i8(y, 0.5), "bm1684x")
y = np.concatenate([a, sat(half_up(b * 99 / 2.0**8))], 1)
text = "axis = 1 : i64, requant = #tpu.requant<MultiplierShiftFloat, [1, 99], [0, 8], HalfUp>"
check("tpu.Concat", [i8(a, 0.5), i8(b, 0.25)], text, i8(y, 0.5), "cv183x")
