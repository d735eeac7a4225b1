# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Requant: integers to another scale, or accumulators per channel."""

from arithmetic import integers, per_channel, rsr, sat
from execution import check, i8, i32, u8

q = integers(2, 5, 3, 4)
text = "requant = #tpu.requant<MultiplierShift, [93], [7], {}>"
y = sat(rsr(q * 93, 7))
check("tpu.Requant", [i8(q, 0.5)], text.format("HalfUp"), i8(y, 0.25), "bm1684")
y = sat(rsr((q - 3) * 93, 7, "HalfAwayFromZero") + 11, "u8")
operands = [i8(q, 0.5, 3)]
check("tpu.Requant", operands, text.format("HalfAwayFromZero"), u8(y, 0.25, 11), "bm1684x")

acc = integers(2, 5, 3, 4, low=-300000, high=300000)
m, r = integers(5, low=1000, high=99999, seed=3), integers(5, low=24, high=28, seed=4)
y = rsr(acc * per_channel(m, 4), per_channel(r, 4), "HalfAwayFromZero") - 6
text = f"requant = #tpu.requant<MultiplierShift, {m.tolist()}, {r.tolist()}, HalfAwayFromZero>"
check("tpu.Requant", [i32(acc)], text, i8(sat(y), 0.25, -6), "bm1684x")
