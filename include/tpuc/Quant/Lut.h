//===- Lut.h - 256-entry tables of INT8 functions ---------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function of one 8-bit value is a table with one entry per value (numerics
// text, section 4.5). Entry q & 255 belongs to q, so negative q sit at
// 128..255.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_LUT_H
#define TPUC_QUANT_LUT_H

#include "tpuc/Quant/QuantScheme.h"
#include "tpuc/Quant/UniformParams.h"
#include <array>
#include <cstdint>

namespace tpuc::quant {

enum class LutFunction {
  Identity, ///< x: a pure change of type
  Sigmoid,
  Tanh,
  Exp,
  Silu,
  HardSwish,
  HardSigmoid, ///< clip(alpha x + beta, 0, 1)
  Softplus,
  Softsign,
  GeluErf,
  GeluTanh,
  Erf,
  Abs,
  Floor,
  Ceil,
  Round,
  Cos,
  Sin,
  Sign,
  Log,
  Reciprocal, ///< alpha / x
  Sqrt,
  Rsqrt,
  Square,
  Elu,      ///< alpha
  MulConst, ///< alpha x
  SubFrom,  ///< alpha - x
  Pow,      ///< x ^ alpha
  Clip,     ///< clip(x, alpha, beta)
  Neg,
  Mish,
  Tan,
  Asin,
  Acos,
  Atan,
  Sinh,
  Cosh,
  Asinh,
  Acosh,
  Atanh,
  LogSigmoid,
  ThresholdedRelu, ///< x > alpha ? x : 0
  Shrink,          ///< x + beta below -alpha, x - beta above alpha, else 0
};

/// Parameters of the function; which are read is stated at the enumerator.
struct LutParams {
  double alpha = 1.0;
  double beta = 0.0;
};

/// The function in f64, as the tables are made from it.
double evalLutFunction(LutFunction f, double x, const LutParams &params = {});

/// The GELU that a chip's table holds: the tanh form on bm1684.
inline LutFunction geluFunction(QuantScheme scheme) {
  return scheme == QuantScheme::PerTensorShift ? LutFunction::GeluTanh
                                               : LutFunction::GeluErf;
}

/// Entries indexed by q & 255. Every entry lies in the output's 8-bit range.
/// `scheme` decides what an infinite value becomes (quirk Q8).
std::array<int32_t, 256> makeLut(LutFunction f, const LutParams &params,
                                 const UniformParams &in,
                                 const UniformParams &out, QuantScheme scheme);

/// bm1684x INT8 softmax: table[i] = f32(exp(-scaleIn * i * beta)).
std::array<float, 256> makeSoftmaxTable(double scaleIn, double beta = 1.0);

} // namespace tpuc::quant

#endif // TPUC_QUANT_LUT_H
