//===- Bf16Lut.cpp - Reference cv18xx bf16 functions ----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Bf16Lut.h"

using namespace tpuc::kernels;
using namespace tpuc::quant;

void reference::lutBf16Slope(const Bf16SlopeTable &table, const float *in,
                             float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = evalBf16Slope(table, in[i]);
}

void reference::lutBf16Mantissa(const Bf16MantissaTable &table, bool isLog,
                                const float *in, float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = evalBf16Mantissa(table, in[i], isLog);
}
