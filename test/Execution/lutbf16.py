# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LutBF16 (cv18xx): tables of base and slope, or of exponent and mantissa."""

import numpy as np
from arithmetic import bf16 as round_bf16
from arithmetic import random
from execution import bf16, check, f32, weight

limit, scale = 8.0, 256 / 16.0
step = round_bf16(np.tanh(np.arange(-128, 129) * 2 * limit / 256))
base = np.concatenate([step[128:256], step[:128]])
slope = round_bf16(np.concatenate([np.diff(step)[128:], np.diff(step)[:128]]))
x = round_bf16(random(2, 5, 3, 4, low=-7.9, high=7.9))
r = round_bf16(x * np.float32(round_bf16(scale)))
k = np.trunc(r).astype(np.int64)
d = round_bf16(r - k)
y = round_bf16(base[k & 255] + round_bf16(d * slope[k & 255]))
text = f"mode = #tpu<table_mode Slope>, range = {limit} : f64"
operands = [bf16(x), weight(f32(base)), weight(f32(slope))]
check("tpu.LutBF16", operands, text, bf16(y), "cv183x", 0)

# 1/x: entry 63 + e belongs to the exponent e, the mantissa is looked up by its 7 bits.
exponents, mantissas = np.zeros(256, np.float32), np.zeros(256, np.float32)
exponents[1:126] = 2.0 ** -(np.arange(125) - 62.0)
exponents[129:254] = -(2.0 ** -(np.arange(125) - 62.0))
mantissas[:] = np.tile(round_bf16(1 / (1 + np.arange(128) / 128)), 2)
x = round_bf16(
    random(2, 5, 3, 4, low=0.1, high=30) * np.where(random(2, 5, 3, 4, seed=1) < 0, -1, 1)
)
e = np.floor(np.log2(np.abs(x))).astype(int)
index = np.where(x > 0, e + 63, e + 62 + 129)
low = (x.view(np.uint32) >> 16) & 127
y = round_bf16(exponents[index] * mantissas[low])
operands = [bf16(x), weight(f32(exponents)), weight(f32(mantissas))]
check("tpu.LutBF16", operands, "mode = #tpu<table_mode Mantissa>", bf16(y), "cv183x", 0)
assert np.allclose(y, 1 / x, rtol=0.02)
