//===- FixedPoint.cpp - Rounding, shifts and saturation -------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/FixedPoint.h"
#include <cmath>

using namespace tpuc::quant;

int64_t tpuc::quant::roundShift(int64_t value, int shift, RoundMode mode) {
  if (shift == 0)
    return value;
  if (shift < 0)
    return static_cast<int64_t>(static_cast<uint64_t>(value)
                                << (shift < -63 ? 63 : -shift));
  if (shift > 63)
    shift = 63;

  const int64_t quotient = value >> shift;
  // Unsigned: at shift 63 `half` is 2^62 and the remainder may pass 2^63.
  const uint64_t remainder =
      static_cast<uint64_t>(value) - (static_cast<uint64_t>(quotient) << shift);
  const uint64_t half = uint64_t(1) << (shift - 1);
  bool up = false;
  switch (mode) {
  case RoundMode::HalfUp:
    up = remainder >= half;
    break;
  case RoundMode::HalfDown:
    up = remainder > half;
    break;
  case RoundMode::HalfToEven:
    up = remainder > half || (remainder == half && (quotient & 1));
    break;
  case RoundMode::HalfAwayFromZero:
    up = value >= 0 ? remainder >= half : remainder > half;
    break;
  case RoundMode::Down:
    break;
  case RoundMode::Up:
    up = remainder != 0;
    break;
  case RoundMode::TowardsZero:
    up = value < 0 && remainder != 0;
    break;
  }
  return quotient + (up ? 1 : 0);
}

/// Nearest even, independent of the thread's rounding mode.
static double roundHalfToEven(double x) {
  double lower = std::floor(x);
  double fraction = x - lower;
  if (fraction > 0.5)
    return lower + 1.0;
  if (fraction < 0.5)
    return lower;
  return std::fmod(lower, 2.0) == 0.0 ? lower : lower + 1.0;
}

int64_t tpuc::quant::toInt(double value, RoundMode mode) {
  double r = value;
  switch (mode) {
  case RoundMode::HalfUp:
    r = std::floor(value + 0.5);
    break;
  case RoundMode::HalfDown:
    r = std::ceil(value - 0.5);
    break;
  case RoundMode::HalfToEven:
    r = roundHalfToEven(value);
    break;
  case RoundMode::HalfAwayFromZero:
    r = std::round(value);
    break;
  case RoundMode::Down:
    r = std::floor(value);
    break;
  case RoundMode::Up:
    r = std::ceil(value);
    break;
  case RoundMode::TowardsZero:
    r = std::trunc(value);
    break;
  }
  // Written so that NaN fails both comparisons' conjunction.
  if (!(r >= -9223372036854775808.0 && r < 9223372036854775808.0))
    return INT64_MIN;
  return static_cast<int64_t>(r);
}

int32_t tpuc::quant::multiplyByQuantizedMultiplier(int32_t value,
                                                   int32_t multiplier,
                                                   int exponent,
                                                   RoundMode mode) {
  // The left shift wraps in 32 bits.
  if (exponent > 0)
    value = static_cast<int32_t>(static_cast<uint32_t>(value)
                                 << (exponent > 31 ? 31 : exponent));
  int64_t product = static_cast<int64_t>(value) * multiplier;
  int64_t high = saturateInt32(roundShift(product, 31, RoundMode::HalfUp));
  if (exponent < 0)
    high = roundShift(high, -exponent, mode);
  return static_cast<int32_t>(high);
}
