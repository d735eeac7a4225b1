# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MatMul: constants on either side, batches, transposed sides, integers."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import f16 as round_f16
from arithmetic import integers, mbqm, random, relu, rsr, sat
from execution import bf16, check, f16, f32, i8, i32, u8, weight


def product(left, right):
    """The matrix product in f64."""
    return np.matmul(left.astype(np.float64), right.astype(np.float64))


b = random(7, seed=3)
for left, right in [((4, 5), (5, 7)), ((2, 4, 5), (5, 7)), ((2, 3, 4, 5), (2, 3, 5, 7))]:
    x, w = random(*left), random(*right, seed=1)
    y = product(x, w)
    check("top.MatMul", [f32(x), f32(w)], "", f32(y), tolerance=1e-5)
    check("top.MatMul", [weight(f32(x)), f32(w)], "", f32(y), tolerance=1e-5)
    operands = [f32(x), weight(f32(w)), weight(f32(b))]
    check("top.MatMul", operands, "do_relu = true", f32(relu(y + b)), tolerance=1e-5)
    turned = weight(f32(np.ascontiguousarray(np.swapaxes(w, -1, -2))))
    check("top.MatMul", [f32(x), turned], "right_transpose = true", f32(y), tolerance=1e-5)
    turned = f32(np.ascontiguousarray(np.swapaxes(x, -1, -2)))
    check("top.MatMul", [turned, weight(f32(w))], "left_transpose = true", f32(y), tolerance=1e-5)
# Leading dimensions broadcast.
x, w = random(2, 1, 4, 5), random(3, 5, 7, seed=1)
check("top.MatMul", [f32(x), weight(f32(w))], "", f32(product(x, w)), tolerance=1e-5)

# Sums of small whole numbers are exact, so the rounding is all that counts.
x, w = integers(4, 9, low=-50, high=50), integers(9, 7, low=-50, high=50, seed=1)
y = product(x, w)
check("tpu.MatMul", [f16(x), weight(f32(w))], "", f16(round_f16(y)), "bm1684x", 0)
check("tpu.MatMul", [bf16(x), weight(f32(w))], "", bf16(round_bf16(y)), "cv183x", 0)

# Integers: relu comes before the requantization.
x, w = integers(3, 64), integers(64, 10, seed=1)
b = integers(10, low=-9999, high=9999, seed=2)
acc = x @ w + b
operands = [i8(x, 0.5), weight(i8(w)), weight(i32(b))]
text = "requant = #tpu.requant<MultiplierShift, [77], [17], HalfUp>"
check("tpu.MatMul", operands, text, i8(sat(rsr(acc * 77, 17))), "bm1684x")
y = rsr(relu(acc) * 77, 17) + 3
check("tpu.MatMul", operands, text + ", do_relu = true", u8(sat(y, "u8"), 1, 3), "bm1684x")
text = "requant = #tpu.requant<OnlyShift, [1], [10], HalfUp>"
operands[2] = weight(f32(b), "i16")
check("tpu.MatMul", operands, text, i8(sat(rsr(acc, 10))), "bm1684")
text = "requant = #tpu.requant<QDM, [1717986918], [9], HalfAwayFromZero>"
operands[2] = weight(i32(b))
check("tpu.MatMul", operands, text, i8(sat(mbqm(acc, 1717986918, 9))), "cv183x")

# Two activations; sums beyond what f32 holds.
x, w = integers(2, 3, 40), integers(2, 40, 5, seed=1)
text = "requant = #tpu.requant<MultiplierShift, [99], [17], HalfUp>"
check("tpu.MatMul", [i8(x), i8(w)], text, i8(sat(rsr((x @ w) * 99, 17))), "bm1684x")
x, w = np.full((2, 2048), 255), np.full((2048, 3), 126)
w[::3] = 127
text = "requant = #tpu.requant<MultiplierShift, [5], [21], HalfUp>"
y = u8(sat(rsr((x @ w) * 5, 21), "u8"))
check("tpu.MatMul", [u8(x), weight(i8(w))], text, y, "bm1684x")
check("tpu.MatMul", [u8(x), i8(w)], text, y, "bm1684x")
