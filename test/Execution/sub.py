# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sub: broadcasting, constants, and the integer forms of each chip family."""

from arithmetic import f16 as round_f16
from arithmetic import integers, random, relu, rsr, sat
from execution import check, f16, f32, i8, u8, weight

a = random(2, 6, 4, 5)
for shape in [(2, 6, 4, 5), (2, 6, 1, 1), (1, 6, 1, 1), (6, 1, 1), (4, 5), (1,), (1, 1, 4, 5)]:
    b = random(*shape, seed=1)
    y = a - b
    if len(shape) == 4:
        check("top.Sub", [f32(a), f32(b)], "", f32(y))
    check("top.Sub", [f32(a), weight(f32(b))], "do_relu = true", f32(relu(y)))
    check("top.Sub", [weight(f32(b)), f32(a)], "", f32(b - a))
x, y = random(3, 7), random(3, 1, seed=1)
check("top.Sub", [f32(x), f32(y)], "do_relu = true, relu_limit = 1.0 : f64", f32(relu(x - y, 1)))
x, y = round_f16(a), round_f16(random(2, 6, 1, 1, seed=1))
check("tpu.Sub", [f16(x), f16(y)], "", f16(round_f16(x - y)), "bm1684x")

# A multiplier and a shift for each operand, rounded apart.
p, q = integers(2, 6, 4, 5), integers(2, 6, 4, 5, seed=1)
text = "requant = #tpu.requant<MultiplierShift, [93, 71], [7, 6], HalfUp>"
v = rsr(p * 93, 7) - rsr(q * 71, 6)
check("tpu.Sub", [i8(p, 0.5), i8(q, 0.25)], text, i8(sat(v)), "bm1684x")
check("tpu.Sub", [i8(p), i8(q)], text + ", do_relu = true", u8(sat(relu(v), "u8")), "bm1684")
k = integers(1, 6, 1, 1, seed=2)
y = i8(sat(rsr(p * 93, 7) - rsr(k * 71, 6)))
check("tpu.Sub", [i8(p), weight(i8(k))], text, y, "bm1684x")
