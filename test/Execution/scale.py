# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scale: x * scale + bias per channel; 16-bit sums on bm1684."""

import numpy as np
from arithmetic import integers, per_channel, random, relu, rsr, sat
from execution import check, f32, i8, u8, weight

x, s, b = random(2, 5, 3, 4), random(5, seed=1), random(5, seed=2)
y = x * per_channel(s, 4) + per_channel(b, 4)
operands = [f32(x), weight(f32(s)), weight(f32(b))]
check("top.Scale", operands, "", f32(y))
check("top.Scale", operands, "do_relu = true", f32(relu(y)))
check("tpu.Scale", operands, "", f32(y), "bm1684")

q, s = integers(2, 5, 3, 4), integers(5, seed=1)
b, r = integers(5, low=-30000, high=30000, seed=2), integers(5, low=5, high=9, seed=3)
total = q * per_channel(s, 4) + per_channel(b, 4)
text = f"requant = #tpu.requant<OnlyShift, [1, 1, 1, 1, 1], {r.tolist()}, Down>"
operands = [i8(q), weight(i8(s), "i8"), weight(f32(b), "i16")]
y = rsr(np.clip(total, -32768, 32767), per_channel(r, 4), "Down")
check("tpu.Scale", operands, text, i8(sat(y)), "bm1684")
y = relu(rsr(np.clip(total, 0, 65535), per_channel(r, 4), "Down"))
check("tpu.Scale", operands, text + ", do_relu = true", u8(sat(y, "u8")), "bm1684")
