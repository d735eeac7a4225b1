# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""DepthToSpace, and back."""

from arithmetic import integers, random
from execution import check, f32, i8

x = random(2, 12, 3, 5)
blocks = "block_h = 2 : i64, block_w = 3 : i64"
dcr = x.reshape(2, 2, 3, 2, 3, 5).transpose(0, 3, 4, 1, 5, 2).reshape(2, 2, 6, 15)
crd = x.reshape(2, 2, 2, 3, 3, 5).transpose(0, 1, 4, 2, 5, 3).reshape(2, 2, 6, 15)
check("top.DepthToSpace", [f32(x)], blocks, f32(dcr))
check("top.DepthToSpace", [f32(x)], blocks + ", is_crd = true", f32(crd))
check("top.DepthToSpace", [f32(dcr)], blocks + ", is_inversed = true", f32(x))
check("top.DepthToSpace", [f32(crd)], blocks + ", is_crd = true, is_inversed = true", f32(x))
q = integers(2, 12, 3, 5)
y = q.reshape(2, 2, 3, 2, 3, 5).transpose(0, 3, 4, 1, 5, 2).reshape(2, 2, 6, 15)
check("tpu.DepthToSpace", [i8(q, 0.5)], blocks, i8(y, 0.5), "bm1684x")
