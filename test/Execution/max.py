# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Max: stored integers are compared as they are (quirk Q4)."""

import numpy as np
from arithmetic import integers, random, relu
from execution import check, f32, i8, weight

a, b = random(2, 6, 4, 5), random(2, 6, 1, 1, seed=1)
y = np.maximum(a, b)
check("top.Max", [f32(a), f32(b)], "", f32(y))
check("top.Max", [f32(a), f32(b)], "do_relu = true", f32(relu(y)))
check("top.Max", [f32(a), weight(f32(b[:1]))], "", f32(np.maximum(a, b[:1])))
check("tpu.Max", [f32(a), f32(b)], "", f32(y), "bm1684")
p, q = integers(2, 6, 4, 5), integers(2, 6, 4, 5, seed=1)
y = np.maximum(p, q)
check("tpu.Max", [i8(p, 0.5, 3), i8(q, 0.25)], "", i8(y, 0.5), "bm1684x")
check("tpu.Max", [i8(p), i8(q)], "do_relu = true", i8(relu(y)), "cv183x")
