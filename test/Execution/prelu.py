# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PRelu: a slope for each channel, or one for all."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import half_up, integers, random, rsr, sat
from execution import bf16, check, f32, i8, weight

x, slope = random(2, 5, 3, 4), random(1, 5, 1, 1, seed=1)
y = np.where(x >= 0, x, slope * x)
check("top.PRelu", [f32(x), weight(f32(slope))], "", f32(y))
one = slope[:, :1]
check("top.PRelu", [f32(x), weight(f32(one))], "", f32(np.where(x >= 0, x, one * x)))
x, slope = round_bf16(x), round_bf16(slope)
y = round_bf16(np.where(x >= 0, x, slope * x))
check("tpu.PRelu", [bf16(x), weight(f32(slope))], "", bf16(y), "cv183x", 0)

q, slope = integers(2, 5, 3, 4), integers(1, 5, 1, 1, seed=1)
operands = [i8(q), weight(i8(slope), "i8")]
y = sat(np.where(q >= 0, q, rsr(q * slope, 6)))
text = "requant = #tpu.requant<OnlyShift, [1], [6], HalfUp>"
check("tpu.PRelu", operands, text, i8(y), "bm1684")
y = sat(np.where(q >= 0, half_up(q * 99 / 2.0**6), rsr(q * slope, 7)))
text = "requant = #tpu.requant<MultiplierShiftFloat, [99, 1], [6, 7], HalfUp>"
check("tpu.PRelu", operands, text, i8(y), "cv183x")
