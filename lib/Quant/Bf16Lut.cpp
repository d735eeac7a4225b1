//===- Bf16Lut.cpp - cv18xx bf16 function tables --------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/Bf16Lut.h"
#include "tpuc/Quant/Float16.h"
#include <algorithm>
#include <cmath>

using namespace tpuc::quant;

static float bf16(double x) { return roundToBF16Cv18(static_cast<float>(x)); }

//===----------------------------------------------------------------------===//
// Slope mode
//===----------------------------------------------------------------------===//

float tpuc::quant::bf16SlopeRange(LutFunction f) {
  switch (f) {
  case LutFunction::Sigmoid:
  case LutFunction::Silu:
    return 12.0f;
  case LutFunction::Tanh:
  case LutFunction::Exp:
  case LutFunction::Elu:
  case LutFunction::MulConst:
  case LutFunction::SubFrom:
    return 15.0f;
  default:
    return 8.0f;
  }
}

Bf16SlopeTable tpuc::quant::makeBf16SlopeTable(LutFunction f,
                                               const LutParams &params) {
  return makeBf16SlopeTable(f, params, bf16SlopeRange(f));
}

Bf16SlopeTable tpuc::quant::makeBf16SlopeTable(LutFunction f,
                                               const LutParams &params,
                                               float range) {
  Bf16SlopeTable t;
  t.range = range;
  const double step = 2.0 * range / 256.0;
  auto eval = [&](double x) { return evalLutFunction(f, x, params); };

  // Entry k & 255 belongs to the point k * step, k in -128..127.
  for (int k = -128; k < 128; ++k)
    t.base[k & 255] = bf16(eval(k * step));

  // Interpolation goes from the truncated point away from zero.
  for (int k = 0; k < 127; ++k)
    t.slope[k] = bf16(t.base[k + 1] - t.base[k]);
  for (int i = 255; i > 128; --i)
    t.slope[i] = bf16(t.base[i] - t.base[i - 1]);

  // Beyond the range: the mean slope over one more range.
  const double r = range;
  t.slope[127] = bf16((eval(3 * r) - eval(r)) / 256.0);
  t.slope[128] = bf16((eval(-3 * r) - eval(-r)) / -256.0);
  return t;
}

float tpuc::quant::evalBf16Slope(const Bf16SlopeTable &t, float x) {
  const float scale = roundToBF16Cv18(256.0f / (2.0f * t.range));
  const float scaled = roundToBF16Cv18(roundToBF16Cv18(x) * scale);
  const float point = std::min(std::max(std::trunc(scaled), -128.0f), 127.0f);
  const int index = static_cast<int>(point) & 255;
  const float rest = roundToBF16Cv18(scaled - point);
  return roundToBF16Cv18(t.base[index] +
                         roundToBF16Cv18(rest * t.slope[index]));
}

//===----------------------------------------------------------------------===//
// Mantissa mode
//===----------------------------------------------------------------------===//

Bf16MantissaTable tpuc::quant::makeBf16PowerTable(double power) {
  Bf16MantissaTable t;
  const float atZero =
      power < 0.0 ? bitsToFloat(0x7f7f0000u) : (power == 0.0 ? 1.0f : 0.0f);
  t.exponent[0] = t.exponent[128] = atZero;
  const bool isInteger = power == std::floor(power);
  const float negativeSign = std::fmod(power, 2.0) == 0.0 ? 1.0f : -1.0f;
  for (int i = 0; i < 127; ++i) {
    const float e = bf16(std::pow(2.0, power * (i - 62)));
    t.exponent[1 + i] = e;
    t.exponent[129 + i] = isInteger ? negativeSign * e : 0.0f;
  }
  for (int i = 0; i < 128; ++i)
    t.mantissa[i] = t.mantissa[128 + i] =
        bf16(std::pow(1.0 + i / 128.0, power));
  return t;
}

float tpuc::quant::evalBf16Mantissa(const Bf16MantissaTable &t, float x,
                                    bool isLog) {
  int index = 0;
  if (x != 0.0f) {
    int e = std::min(std::max(std::ilogb(x), -62), 64);
    index = x > 0.0f ? e + 63 : e + 62 + 129;
  }
  // The low bit of the exponent is part of the index; both halves are equal.
  const int low = static_cast<int>((floatBits(x) >> 16) & 255u);
  const float e = t.exponent[index], m = t.mantissa[low];
  return roundToBF16Cv18(isLog ? e + m : e * m);
}
