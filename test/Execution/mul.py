# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mul: broadcasting, constants, and the integer forms of each chip family."""

from arithmetic import bf16 as round_bf16
from arithmetic import integers, mbqm, random, relu, rsr, sat
from execution import bf16, check, f32, i8, u8, weight

a = random(2, 6, 4, 5)
for shape in [(2, 6, 4, 5), (2, 6, 1, 1), (1, 6, 1, 1), (6, 1, 1), (4, 5), (1,)]:
    b = random(*shape, seed=1)
    if len(shape) == 4:
        check("top.Mul", [f32(a), f32(b)], "", f32(a * b))
    check("top.Mul", [f32(a), weight(f32(b))], "do_relu = true", f32(relu(a * b)))
x, y = round_bf16(a), round_bf16(random(2, 6, 1, 1, seed=1))
check("tpu.Mul", [bf16(x), bf16(y)], "", bf16(round_bf16(x * y)), "bm1684x")

p, q = integers(2, 6, 4, 5), integers(2, 6, 1, 1, seed=1)
text = "requant = #tpu.requant<MultiplierShift, [93], [13], HalfUp>"
check("tpu.Mul", [i8(p), i8(q)], text, i8(sat(rsr(p * q * 93, 13))), "bm1684x")
y = u8(sat(rsr(relu(p * q) * 93, 13), "u8"))
check("tpu.Mul", [i8(p), i8(q)], text + ", do_relu = true", y, "bm1684")
y = i8(sat(rsr((p + 3) * (q - 5) * 93, 13) + 11), 1, 11)
check("tpu.Mul", [i8(p, 1, -3), i8(q, 1, 5)], text, y, "bm1684x")
text = "requant = #tpu.requant<QDM, [1717986918], [6], HalfAwayFromZero>"
check("tpu.Mul", [i8(p), i8(q)], text, i8(sat(mbqm(p * q, 1717986918, 6))), "cv183x")
