# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LeakyRelu: integers keep the positive side, or requantize both sides (cv18xx)."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import half_up, integers, random, rsr, sat
from execution import check, f16, f32, i8

x = random(2, 5, 3, 4)
text = "alpha = 0.1 : f64"
check("top.LeakyRelu", [f32(x)], text, f32(np.where(x >= 0, x, np.float32(0.1) * x)))
x = round_f16(x)
y = round_f16(np.where(x >= 0, x, np.float32(0.1) * x))
check("tpu.LeakyRelu", [f16(x)], text, f16(y), "bm1684x", 0)

q = integers(2, 5, 3, 4)
text += ", requant = #tpu.requant<"
y = sat(np.where(q >= 0, q, rsr(q * 13, 7)))
check("tpu.LeakyRelu", [i8(q)], text + "MultiplierShift, [13], [7], HalfUp>", i8(y), "bm1684")
y = sat(np.where(q >= 0, half_up(q * 99 / 2.0**6), half_up(q * 13 / 2.0**7)))
text += "MultiplierShiftFloat, [99, 13], [6, 7], HalfUp>"
check("tpu.LeakyRelu", [i8(q)], text, i8(y), "cv183x")
