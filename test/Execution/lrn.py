# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LRN: the sums of neighbouring channels."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import random
from execution import check, f16, f32


def normalized(x, size, alpha, beta, bias):
    """In f64."""
    x = x.astype(np.float64)
    front, behind = (size - 1) // 2, size // 2
    pads = [(0, 0), (front, behind)] + [(0, 0)] * (x.ndim - 2)
    squares = np.pad(x * x, pads)
    total = sum(squares[:, i : i + x.shape[1]] for i in range(size))
    return x / (bias + alpha / size * total) ** beta


for shape, size in [((2, 7, 3, 4), 5), ((2, 7, 3, 4), 4), ((2, 3, 5), 7)]:
    x = random(*shape)
    text = f"size = {size} : i64, alpha = 0.5 : f64, beta = 0.6 : f64, bias = 1.5 : f64"
    check("top.LRN", [f32(x)], text, f32(normalized(x, size, 0.5, 0.6, 1.5)))
h = round_f16(x)
y = f16(round_f16(normalized(h, size, 1e-4, 0.75, 1)))
check("tpu.LRN", [f16(h)], f"size = {size} : i64", y, "bm1684x", tolerance=1e-3)
