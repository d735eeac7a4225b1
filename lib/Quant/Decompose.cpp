//===- Decompose.cpp - A real factor as multiplier and shift --------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/Decompose.h"
#include "tpuc/Quant/FixedPoint.h"
#include <cfloat>
#include <cmath>

using namespace tpuc::quant;

static MultiplierShift searchScaleAndShift(double factor, int firstShift,
                                           int64_t limit) {
  const float x = static_cast<float>(factor);
  MultiplierShift best;
  float bestError = FLT_MAX;
  for (int n = firstShift; n <= 30; ++n) {
    const double power = std::ldexp(1.0, n);
    const double m = std::round(x * power);
    if (!(std::fabs(m) < static_cast<double>(limit)))
      continue;
    // The error is compared in f32, so a larger shift has to be better by
    // more than f32's resolution to win.
    const float error = static_cast<float>(std::fabs(m / power - x));
    if (error < bestError) {
      bestError = error;
      best.shift = n;
      best.multiplier = static_cast<int32_t>(m);
    }
  }
  return best;
}

MultiplierShift tpuc::quant::getScaleAndShift(double factor, int bits) {
  return searchScaleAndShift(factor, -32, bits == 32 ? INT32_MAX : INT8_MAX);
}

MultiplierShift tpuc::quant::getScaleAndShiftPositive(double factor) {
  return searchScaleAndShift(factor, 0, INT8_MAX);
}

MultiplierShift tpuc::quant::getMultiplierAndRightShift(double factor,
                                                        double maxMultiplier) {
  if (factor > maxMultiplier)
    return {static_cast<int32_t>(maxMultiplier), 0};
  for (int r = 0; r < 63; ++r)
    if (std::ldexp(factor, r + 1) >= maxMultiplier)
      return {static_cast<int32_t>(std::ldexp(factor, r)), r};
  return {0, 0};
}

MultiplierShift tpuc::quant::quantizeMultiplier(double factor,
                                                bool clampBelowOne) {
  if (clampBelowOne && factor >= 1.0)
    factor = 0.999999;
  if (factor == 0.0)
    return {0, 0};
  int exponent = 0;
  const double fraction = std::frexp(factor, &exponent);
  int64_t mantissa = toInt(std::ldexp(fraction, 31));
  if (mantissa == (int64_t(1) << 31)) {
    mantissa /= 2;
    ++exponent;
  }
  if (exponent < -31)
    return {0, 0};
  if (exponent > 30)
    return {INT32_MAX, -30};
  return {static_cast<int32_t>(mantissa), -exponent};
}

int tpuc::quant::calcRightShift(double maxWeight, double scaleIn,
                                double scaleOut) {
  double d = maxWeight * scaleIn / scaleOut;
  if (!(d > 0.0))
    return 0;
  int m = 0;
  while (d < 127.0 && m <= 32) {
    d *= 2.0;
    ++m;
  }
  return m > 32 ? 31 : m - 1;
}

int tpuc::quant::calcRightShiftLog(double coeff, double scaleIn,
                                   double scaleOut) {
  const double factor = std::fabs(coeff) * scaleIn / scaleOut;
  if (!(factor > 0.0))
    return 31;
  const double shift = std::floor(std::log(127.0 / factor) / std::log(2.0));
  return shift > 31.0 ? 31 : static_cast<int>(shift);
}
