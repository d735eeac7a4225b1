//===- Bf16Lut.h - cv18xx bf16 function tables ------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// cv18xx evaluates functions in bf16 with two tables of 256 bf16 values each
// (numerics text, section 8): base and slope over a range, or exponent and
// mantissa for powers.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_BF16LUT_H
#define TPUC_QUANT_BF16LUT_H

#include "tpuc/Quant/Lut.h"
#include <array>

namespace tpuc::quant {

/// Piecewise linear tables over [-range, range].
struct Bf16SlopeTable {
  float range = 0.0f;
  std::array<float, 256> base{};
  std::array<float, 256> slope{};
};

/// R: the range a function's slope table covers; 8 where the text gives none.
float bf16SlopeRange(LutFunction f);
Bf16SlopeTable makeBf16SlopeTable(LutFunction f, const LutParams &params = {});
Bf16SlopeTable makeBf16SlopeTable(LutFunction f, const LutParams &params,
                                  float range);
float evalBf16Slope(const Bf16SlopeTable &table, float x);

/// x ^ power (-1: reciprocal, -0.5: rsqrt), by exponent and mantissa.
struct Bf16MantissaTable {
  std::array<float, 256> exponent{};
  std::array<float, 256> mantissa{};
};

Bf16MantissaTable makeBf16PowerTable(double power);
/// The product of both entries of x; their sum for a logarithm.
float evalBf16Mantissa(const Bf16MantissaTable &table, float x,
                       bool isLog = false);

} // namespace tpuc::quant

#endif // TPUC_QUANT_BF16LUT_H
