# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Clip."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import random
from execution import check, f16, f32

x = random(2, 5, 3, 4)
text = "min = -1.25 : f64, max = 0.75 : f64"
check("top.Clip", [f32(x)], text, f32(np.clip(x, -1.25, 0.75)))
x = round_f16(x)
check("tpu.Clip", [f16(x)], text, f16(np.clip(x, -1.25, 0.75)), "bm1684x", 0)
