# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""AddConst, SubConst, MulConst, MaxConst, MinConst, Reciprocal, Pow: f64 constants."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import integers, random, relu, rsr, sat
from execution import check, f16, f32, i8, u8

x = random(2, 6, 4, 5, low=0.2)
wide = x.astype(np.float64)
c = 0.7
constant = f"const_val = {c} : f64"
for op, y in [
    ("AddConst", wide + c),
    ("MulConst", wide * c),
    ("SubConst", wide - c),
    ("MaxConst", np.maximum(wide, c)),
    ("MinConst", np.minimum(wide, c)),
]:
    check(f"top.{op}", [f32(x)], constant, f32(y))
    check(f"top.{op}", [f32(x)], constant + ", do_relu = true", f32(relu(y)))
    check(f"tpu.{op}", [f32(x)], constant, f32(y), "bm1684")
    half = round_f16(x)
    exact = {
        "AddConst": half.astype(np.float64) + c,
        "MulConst": half.astype(np.float64) * c,
        "SubConst": half.astype(np.float64) - c,
        "MaxConst": np.maximum(half, c),
        "MinConst": np.minimum(half, c),
    }[op]
    y = round_f16(np.asarray(exact, np.float64).astype(np.float32))
    check(f"tpu.{op}", [f16(half)], constant, f16(y), "bm1684x", 0)
check("top.SubConst", [f32(x)], constant + ", is_reverse = true", f32(c - wide))
check("tpu.SubConst", [f32(x)], constant + ", is_reverse = true", f32(c - wide), "bm1684")
check("top.Reciprocal", [f32(x)], constant, f32(c / wide))
check("top.Pow", [f32(x)], constant, f32(wide**c))
check("top.Pow", [f32(x)], "const_val = 2.0 : f64", f32(wide**2))

q = integers(2, 6, 4, 5)
requant = "requant = #tpu.requant<MultiplierShift, [93], [7], HalfUp>"
text = f"const_val = -640.0 : f64, {requant}"
y = rsr(q * 93 - 640, 7)
check("tpu.AddConst", [i8(q)], text, i8(sat(y)), "bm1684x")
check("tpu.AddConst", [i8(q)], text + ", do_relu = true", u8(sat(relu(y), "u8")), "bm1684")
text = f"const_val = 1.0 : f64, {requant}"
check("tpu.MulConst", [i8(q)], text, i8(sat(rsr(q * 93, 7))), "bm1684")
y = rsr((q - 4) * 93, 7) + 9
check("tpu.MulConst", [i8(q, 1, 4)], text, i8(sat(y), 1, 9), "bm1684x")
# The zero point is not put back (quirk Q5).
y = i8(sat(np.maximum(q - 4, 20)), 1, 4)
text = "const_val = 20.0 : f64, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>"
check("tpu.MaxConst", [i8(q, 1, 4)], text, y, "bm1684x")
text = "const_val = 1280.0 : f64, requant = #tpu.requant<MultiplierShift, [64], [6], HalfUp>"
check("tpu.MinConst", [i8(q)], text, i8(sat(rsr(np.minimum(q * 64, 1280), 6))), "bm1684")
