# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Conv of one and two dimensions: float, and integer on each chip family."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import conv, haz, integers, mbqm, per_channel, random, relu, rsr, sat
from arithmetic import f16 as round_f16
from execution import bf16, check, f16, f32, i8, i32, u8, weight


def attributes(kernel, strides, pads, dilations=None, group=1, rest=""):
    """The attributes of a convolution."""
    lists = {
        "kernel_shape": kernel,
        "strides": strides,
        "pads": pads,
        "dilations": dilations or [1] * len(kernel),
    }
    text = ", ".join(f"{k} = array<i64: {', '.join(map(str, v))}>" for k, v in lists.items())
    return f"{text}, group = {group} : i64{', ' + rest if rest else ''}"


# Float, in all geometries.
for group, kernel, strides, pads, dilations in [
    (1, [1, 1], [1, 1], [0, 0, 0, 0], None),
    (1, [3, 3], [2, 2], [1, 1, 1, 1], None),
    (1, [3, 2], [1, 2], [0, 1, 2, 0], [2, 1]),
    (8, [3, 3], [1, 1], [1, 1, 1, 1], None),
    (2, [5, 5], [1, 1], [2, 2, 2, 2], None),
]:
    x, w = random(2, 8, 9, 7), random(16, 8 // group, *kernel, seed=1)
    b = random(16, seed=2)
    y = conv(x, w, strides, pads, dilations, group) + per_channel(b, 4)
    text = attributes(kernel, strides, pads, dilations, group)
    check("top.Conv", [f32(x), weight(f32(w)), weight(f32(b))], text, f32(y), tolerance=1e-5)
    text += ", do_relu = true, relu_limit = 6.0 : f64"
    check(
        "top.Conv", [f32(x), weight(f32(w)), weight(f32(b))], text, f32(relu(y, 6)), tolerance=1e-5
    )

# One dimension, no bias.
x, w = random(1, 4, 11), random(6, 4, 3, seed=1)
text = attributes([3], [2], [1, 1])
check("top.Conv", [f32(x), weight(f32(w))], text, f32(conv(x, w, [2], [1, 1])), tolerance=1e-5)

# A filter that is computed.
x, w = random(1, 3, 5, 5), random(4, 3, 3, 3, seed=1)
text = attributes([3, 3], [1, 1], [0, 0, 0, 0])
check("top.Conv", [f32(x), f32(w)], text, f32(conv(x, w, [1, 1], [0] * 4)), tolerance=1e-5)

# Half types: sums of small whole numbers are exact, so the rounding is all that counts.
x, w = integers(1, 3, 6, 6, low=-9, high=9), integers(4, 3, 3, 3, low=-90, high=90, seed=1)
b = integers(4, low=-999, high=999, seed=2)
y = conv(x, w, [1, 1], [1] * 4) + per_channel(b, 4)
text = attributes([3, 3], [1, 1], [1] * 4)
operands = [weight(f32(w)), weight(f32(b))]
check("tpu.Conv2D", [f16(x), *operands], text, f16(round_f16(y)), "bm1684x", 0)
check("tpu.Conv2D", [bf16(x), *operands], text, bf16(round_bf16(y)), "bm1684x", 0)
check("tpu.Conv2D", [bf16(x), *operands], text, bf16(round_bf16(y)), "cv183x", 0)


# bm1684: one shift, 16-bit bias.
x, w, b = (
    integers(1, 8, 6, 5),
    integers(6, 8, 3, 3, seed=1),
    integers(6, low=-9999, high=9999, seed=2),
)
acc = haz(conv(x, w, [1, 1], [1] * 4)) + per_channel(b, 4)
operands = [i8(x, 0.5), weight(i8(w)), weight(f32(b), "i16")]
text = attributes(
    [3, 3], [1, 1], [1] * 4, rest="requant = #tpu.requant<OnlyShift, [1], [10], HalfUp>"
)
check("tpu.Conv2D", operands, text, i8(sat(rsr(acc, 10))), "bm1684")
check(
    "tpu.Conv2D", operands, text + ", do_relu = true", u8(sat(relu(rsr(acc, 10)), "u8")), "bm1684"
)

# bm1684x: a multiplier and a shift for each channel; zero points; padding counts as the input's.
m, r = integers(6, low=1000, high=99999, seed=3), integers(6, low=18, high=24, seed=4)
for zp_in, zp_out in [(0, 0), (-7, 12)]:
    x = integers(1, 8, 6, 5)
    acc = haz(conv(x, w, [2, 1], [1] * 4, fill=zp_in)) + per_channel(b, 4)
    y = rsr(acc * per_channel(m, 4), per_channel(r, 4)) + zp_out
    rest = f"requant = #tpu.requant<MultiplierShift, {m.tolist()}, {r.tolist()}, HalfUp>"
    text = attributes([3, 3], [2, 1], [1] * 4, rest=rest)
    operands = [i8(x, 0.5, zp_in), weight(i8(w)), weight(i32(b))]
    check("tpu.Conv2D", operands, text, i8(sat(y), 0.25, zp_out), "bm1684x")
    clamped = sat(np.maximum(y, zp_out))
    check("tpu.Conv2D", operands, text + ", do_relu = true", i8(clamped, 0.25, zp_out), "bm1684x")

# An unsigned input and an unsigned filter; depthwise; sums that f32 cannot hold.
x, w = integers(1, 6, 5, 5, low=0, high=255), integers(6, 1, 3, 3, low=0, high=255, seed=1)
y = rsr(haz(conv(x, w, [1, 1], [1] * 4, group=6)) * 77, 16)
text = attributes(
    [3, 3], [1, 1], [1] * 4, None, 6, "requant = #tpu.requant<MultiplierShift, [77], [16], HalfUp>"
)
check("tpu.Conv2D", [u8(x), weight(u8(w))], text, u8(sat(y, "u8")), "bm1684x")
x, w = np.full((1, 1024, 2, 2), 255), np.full((3, 1024, 1, 1), 127)
w[:, ::2] = 126
y = rsr(haz(conv(x, w, [1, 1], [0] * 4)) * 3, 20)
text = attributes(
    [1, 1], [1, 1], [0] * 4, rest="requant = #tpu.requant<MultiplierShift, [3], [20], HalfUp>"
)
check("tpu.Conv2D", [u8(x), weight(i8(w))], text, u8(sat(y, "u8")), "bm1684x")

# cv18xx: 31-bit fixed point.
x, w, b = (
    integers(1, 8, 6, 5),
    integers(6, 8, 3, 3, seed=1),
    integers(6, low=-99999, high=99999, seed=2),
)
m, r = integers(6, low=2**30, high=2**31 - 1, seed=3), integers(6, low=6, high=9, seed=4)
acc = haz(conv(x, w, [1, 1], [1] * 4)) + per_channel(b, 4)
y = mbqm(acc, per_channel(m, 4), per_channel(r, 4))
rest = f"requant = #tpu.requant<QDM, {m.tolist()}, {r.tolist()}, HalfAwayFromZero>"
text = attributes([3, 3], [1, 1], [1] * 4, rest=rest)
check("tpu.Conv2D", [i8(x, 0.5), weight(i8(w)), weight(i32(b))], text, i8(sat(y)), "cv183x")

# Zeros between the pixels of the input (cv18xx).
x, w = integers(1, 2, 3, 4), integers(2, 1, 4, 4, low=-20, high=20, seed=1)
wide = np.zeros((1, 2, 5, 7), np.int64)
wide[:, :, ::2, ::2] = x
y = mbqm(haz(conv(wide, w, [1, 1], [2, 2, 2, 2], group=2)), 2**30, 3)
rest = (
    "inserts = array<i64: 1, 1>, requant = #tpu.requant<QDM, [1073741824], [3], HalfAwayFromZero>"
)
text = attributes([4, 4], [1, 1], [2, 2, 2, 2], None, 2, rest)
check("tpu.Conv2D", [i8(x), weight(i8(w))], text, i8(sat(y)), "cv183x")
