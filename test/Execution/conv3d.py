# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution of three dimensions; on bm1684 the bias counts twice (quirk Q7)."""

from arithmetic import conv, haz, integers, mbqm, per_channel, random, relu, rsr, sat
from execution import check, f32, i8, i32, weight

shape = "kernel_shape = array<i64: 2, 3, 3>, strides = array<i64: 1, 2, 1>"
text = f"{shape}, pads = array<i64: 1, 0, 1, 0, 1, 1>, dilations = array<i64: 2, 1, 1>"
arguments = ([1, 2, 1], [1, 0, 1, 0, 1, 1], [2, 1, 1])

x, w, b = random(2, 4, 5, 6, 4), random(6, 2, 2, 3, 3, seed=1), random(6, seed=2)
y = conv(x, w, *arguments, group=2) + per_channel(b, 5)
operands = [f32(x), weight(f32(w)), weight(f32(b))]
check("top.Conv", operands, f"{text}, group = 2 : i64", f32(y), tolerance=1e-5)
check(
    "top.Conv", operands, f"{text}, group = 2 : i64, do_relu = true", f32(relu(y)), tolerance=1e-5
)

x, w = integers(1, 3, 5, 6, 4), integers(4, 3, 2, 3, 3, seed=1)
b = integers(4, low=-9999, high=9999, seed=2)
acc, bias = haz(conv(x, w, *arguments)), per_channel(b, 5)
operands = [i8(x, 0.5), weight(i8(w))]
text += ", group = 1 : i64"
rest = ", requant = #tpu.requant<OnlyShift, [1], [11], HalfUp>"
y = sat(rsr(acc + 2 * bias, 11))
check("tpu.Conv3D", [*operands, weight(f32(b), "i16")], text + rest, i8(y), "bm1684")
rest = ", requant = #tpu.requant<QDM, [1288490189], [9], HalfAwayFromZero>"
y = sat(mbqm(acc + bias, 1288490189, 9))
check("tpu.Conv3D", [*operands, weight(i32(b))], text + rest, i8(y), "cv183x")
# bm1684x requantizes apart.
check("tpu.Conv3D", [*operands, weight(i32(b))], text, i32(acc + bias), "bm1684x")
