# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cast: section 5 of the numerics text, for each chip family."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import bf16_truncated, haz, integers, random, sat
from arithmetic import f16 as round_f16
from execution import bf16, check, f16, f32, i8, i32, u8

x = random(2, 5, 3, 4, low=-9, high=9)
scale = 0.0537
inverse = np.float32(1 / scale)
y = sat(haz(np.float32(x * inverse)))
check("tpu.Cast", [f32(x)], "", i8(y, scale), "bm1684")
y = sat(haz(np.float32(np.abs(x) * inverse)) + 7, "u8")
check("tpu.Cast", [f32(np.abs(x))], "", u8(y, scale, 7), "bm1684x")
# A half type is multiplied in that type.
h = round_f16(x)
y = sat(haz(round_f16(h * round_f16(inverse))) - 4)
check("tpu.Cast", [f16(h)], "", i8(y, scale, -4), "bm1684x")
b = round_bf16(x)
y = sat(haz(round_bf16(b * round_bf16(inverse))))
check("tpu.Cast", [bf16(b)], "", i8(y, scale), "bm1684x")

q = integers(2, 5, 3, 4)
check("tpu.Cast", [i8(q, scale, 3)], "", f32(np.float32(scale) * (q - 3)), "bm1684x", 0)
y = round_f16(round_f16(scale) * round_f16(q - 3))
check("tpu.Cast", [i8(q, scale, 3)], "", f16(y), "bm1684x", 0)
y = round_bf16(round_bf16(scale) * round_bf16(q))
check("tpu.Cast", [i8(q, scale)], "", bf16(y), "bm1684x", 0)

# cv18xx: an input of the network is quantized in f32, everything else in bf16.
y = sat(haz(np.float32(x * inverse)))
check("tpu.Cast", [f32(x[0])], "", i8(y[0], scale), "cv183x")
y = sat(np.round(round_bf16(b * round_bf16(inverse))))
check("tpu.Cast", [bf16(b)], "", i8(y, scale), "cv183x")
y = round_bf16(q * round_bf16(scale))
check("tpu.Cast", [i8(q, scale)], "", f32(y), "cv183x", 0)
check("tpu.Cast", [i8(q, scale)], "", bf16(y), "cv183x", 0)

# Between float types: nearest even, cut off on cv18xx.
check("tpu.Cast", [f32(x)], "", f16(h), "bm1684x", 0)
check("tpu.Cast", [f32(x)], "", bf16(b), "bm1684x", 0)
check("tpu.Cast", [f32(x)], "", bf16(bf16_truncated(x)), "cv183x", 0)
check("tpu.Cast", [bf16(b)], "", f32(b), "cv183x", 0)
check("tpu.Cast", [f32(x)], "", i32(haz(x)), "bm1684x")
