//===- QuantScheme.h - The families of INT8 arithmetic ----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_QUANTSCHEME_H
#define TPUC_QUANT_QUANTSCHEME_H

namespace tpuc::quant {

/// The INT8 arithmetic of a chip family, named after how it requantizes a
/// convolution. A chip description holds one of these.
enum class QuantScheme {
  PerTensorShift,            ///< bm1684: one right shift, i16 bias
  PerChannelMultiplierShift, ///< bm1684x: multiplier + shift, i32 bias
  PerChannelQdm,             ///< cv18xx: 31-bit fixed point, i32 bias
};

} // namespace tpuc::quant

#endif // TPUC_QUANT_QUANTSCHEME_H
