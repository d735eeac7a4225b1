# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lut: table[q & 255]."""

import numpy as np
from arithmetic import integers
from execution import check, i8, i32, u8, weight

table = integers(256, low=-128, high=127, seed=3)
q = integers(2, 5, 3, 4)
y = i8(table[q & 255], 0.25)
check("tpu.Lut", [i8(q, 0.5), weight(i8(table), "i8")], "", y, "bm1684x")
check("tpu.Lut", [i8(q, 0.5), weight(i32(table))], "", y, "bm1684")
table = integers(256, low=0, high=255, seed=4)
y = u8(table[q & 255], 0.25)
check("tpu.Lut", [i8(q, 0.5), weight(i8(table), "ui8")], "", y, "bm1684x")
q = integers(2, 5, 3, 4, low=0, high=255)
y = u8(table[q], 0.25)
check("tpu.Lut", [u8(q, 0.5), weight(i8(table), "ui8")], "", y, "bm1684x")
assert np.asarray(y.array).max() > 127
