# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""BatchNorm over axis 1."""

import numpy as np
from arithmetic import per_channel, random, relu
from execution import check, f32, weight

for shape in [(2, 5, 3, 4), (3, 5), (1, 5, 7)]:
    x = random(*shape)
    mean, variance = random(5, seed=1), random(5, low=0.5, seed=2)
    gamma, beta = random(5, seed=3), random(5, seed=4)
    m, v, g, b = (
        per_channel(p.astype(np.float64), len(shape)) for p in (mean, variance, gamma, beta)
    )
    y = (x - m) / np.sqrt(v + 1e-3) * g + b
    operands = [f32(x), *(weight(f32(p)) for p in (mean, variance, gamma, beta))]
    check("top.BatchNorm", operands, "epsilon = 1.0e-3 : f64", f32(y), tolerance=1e-5)
    text = "epsilon = 1.0e-3 : f64, do_relu = true"
    check("top.BatchNorm", operands, text, f32(relu(y)), tolerance=1e-5)
