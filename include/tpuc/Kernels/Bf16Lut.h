//===- Bf16Lut.h - cv18xx bf16 functions over buffers -----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_BF16LUT_H
#define TPUC_KERNELS_BF16LUT_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Quant/Bf16Lut.h"

namespace tpuc::kernels::reference {

/// LutBF16 in slope mode, and in mantissa or log mode (section 8).
void lutBf16Slope(const quant::Bf16SlopeTable &table, const float *in,
                  float *out, int64_t n);
void lutBf16Mantissa(const quant::Bf16MantissaTable &table, bool isLog,
                     const float *in, float *out, int64_t n);

} // namespace tpuc::kernels::reference

#endif // TPUC_KERNELS_BF16LUT_H
