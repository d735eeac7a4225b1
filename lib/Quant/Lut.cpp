//===- Lut.cpp - 256-entry tables of INT8 functions -----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/Lut.h"
#include <algorithm>
#include <cmath>

using namespace tpuc::quant;

static double clip(double x, double lo, double hi) {
  return std::min(std::max(x, lo), hi);
}

static double softplus(double x) {
  return x > 20.0 ? x : std::log(std::exp(x) + 1.0);
}

double tpuc::quant::evalLutFunction(LutFunction f, double x,
                                    const LutParams &p) {
  switch (f) {
  case LutFunction::Identity:
    return x;
  case LutFunction::Sigmoid:
    return 1.0 / (1.0 + std::exp(-x));
  case LutFunction::Tanh:
    return std::tanh(x);
  case LutFunction::Exp:
    return std::exp(x);
  case LutFunction::Silu:
    return x / (1.0 + std::exp(-x));
  case LutFunction::HardSwish:
    return x * clip(x / 6.0 + 0.5, 0.0, 1.0);
  case LutFunction::HardSigmoid:
    return clip(p.alpha * x + p.beta, 0.0, 1.0);
  case LutFunction::Softplus:
    return softplus(x);
  case LutFunction::Softsign:
    return x / (1.0 + std::fabs(x));
  case LutFunction::GeluErf:
    return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
  case LutFunction::GeluTanh:
    return 0.5 * x *
           (1.0 + std::tanh(std::sqrt(2.0 / M_PI) *
                            (x + 0.044715 * std::pow(x, 3.0))));
  case LutFunction::Erf:
    return std::erf(x);
  case LutFunction::Abs:
    return std::fabs(x);
  case LutFunction::Floor:
    return std::floor(x);
  case LutFunction::Ceil:
    return std::ceil(x);
  case LutFunction::Round: // Quirk Q15
    return static_cast<double>(toInt(x, RoundMode::HalfAwayFromZero));
  case LutFunction::Cos:
    return std::cos(x);
  case LutFunction::Sin:
    return std::sin(x);
  case LutFunction::Sign:
    return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0);
  case LutFunction::Log:
    return std::log(x);
  case LutFunction::Reciprocal:
    return p.alpha / x;
  case LutFunction::Sqrt:
    return std::sqrt(x);
  case LutFunction::Rsqrt:
    return 1.0 / std::sqrt(x);
  case LutFunction::Square:
    return x * x;
  case LutFunction::Elu:
    return x >= 0.0 ? x : p.alpha * (std::exp(x) - 1.0);
  case LutFunction::MulConst:
    return x * p.alpha;
  case LutFunction::SubFrom:
    return p.alpha - x;
  case LutFunction::Pow:
    return std::pow(x, p.alpha);
  case LutFunction::Clip:
    return clip(x, p.alpha, p.beta);
  case LutFunction::Neg:
    return -x;
  case LutFunction::Mish:
    return x * std::tanh(softplus(x));
  case LutFunction::Tan:
    return std::tan(x);
  case LutFunction::Asin:
    return std::asin(x);
  case LutFunction::Acos:
    return std::acos(x);
  case LutFunction::Atan:
    return std::atan(x);
  case LutFunction::Sinh:
    return std::sinh(x);
  case LutFunction::Cosh:
    return std::cosh(x);
  case LutFunction::Asinh:
    return std::asinh(x);
  case LutFunction::Acosh:
    return std::acosh(x);
  case LutFunction::Atanh:
    return std::atanh(x);
  case LutFunction::LogSigmoid:
    return -softplus(-x);
  case LutFunction::ThresholdedRelu:
    return x > p.alpha ? x : 0.0;
  case LutFunction::Shrink:
    return x < -p.alpha ? x + p.beta : (x > p.alpha ? x - p.beta : 0.0);
  }
  return x;
}

std::array<int32_t, 256> tpuc::quant::makeLut(LutFunction f,
                                              const LutParams &params,
                                              const UniformParams &in,
                                              const UniformParams &out,
                                              QuantScheme scheme) {
  std::array<int32_t, 256> table{};
  const IntRange inRange = in.range(), outRange = out.range();
  for (int32_t q = inRange.lo; q <= inRange.hi; ++q) {
    const double x = (q - in.zeroPoint) * in.scale;
    const double y = evalLutFunction(f, x, params) / out.scale + out.zeroPoint;
    // Quirk Q8: an infinity wraps to the low clamp in toInt, except on cv18xx.
    const bool highInfinity =
        scheme == QuantScheme::PerChannelQdm && std::isinf(y) && y > 0.0;
    table[q & 255] = highInfinity
                         ? outRange.hi
                         : static_cast<int32_t>(outRange.clamp(toInt(y)));
  }
  return table;
}

std::array<float, 256> tpuc::quant::makeSoftmaxTable(double scaleIn,
                                                     double beta) {
  std::array<float, 256> table{};
  for (int i = 0; i < 256; ++i)
    table[i] = static_cast<float>(std::exp(-scaleIn * i * beta));
  return table;
}
