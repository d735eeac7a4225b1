//===- FixedPoint.h - Rounding, shifts and saturation -----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The integer primitives every quantized operator is written in
// (numerics text, section 0).
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_FIXEDPOINT_H
#define TPUC_QUANT_FIXEDPOINT_H

#include <cstdint>

namespace tpuc::quant {

/// How a value that lies between two integers becomes one of them.
enum class RoundMode {
  HalfUp,           ///< floor(x + 0.5)
  HalfDown,         ///< ceil(x - 0.5)
  HalfToEven,       ///< nearest, ties to even
  HalfAwayFromZero, ///< C round()
  Down,             ///< floor
  Up,               ///< ceil
  TowardsZero,      ///< trunc
};

/// Arithmetic right shift of `value` by `shift` bits with rounding (RSR).
/// A negative shift is an exact left shift; a shift above 63 acts as 63.
int64_t roundShift(int64_t value, int shift,
                   RoundMode mode = RoundMode::HalfUp);

/// Rounds a float to an integer. NaN and values outside int64 give INT64_MIN,
/// as the hardware conversion does (quirk Q8 relies on it).
int64_t toInt(double value, RoundMode mode = RoundMode::HalfAwayFromZero);

/// Fixed-point product of an int32 `value` and a multiplier in [0, 2^31) that
/// stands for multiplier * 2^(exponent - 31) (MBQM). `mode` rounds the final
/// right shift of a negative exponent; the shift by 31 is always HalfUp.
int32_t multiplyByQuantizedMultiplier(int32_t value, int32_t multiplier,
                                      int exponent,
                                      RoundMode mode = RoundMode::HalfUp);

/// Clamps to [lo, hi].
constexpr int64_t clampTo(int64_t value, int64_t lo, int64_t hi) {
  return value < lo ? lo : (value > hi ? hi : value);
}
constexpr int8_t saturateInt8(int64_t v) {
  return static_cast<int8_t>(clampTo(v, -128, 127));
}
constexpr uint8_t saturateUInt8(int64_t v) {
  return static_cast<uint8_t>(clampTo(v, 0, 255));
}
constexpr int16_t saturateInt16(int64_t v) {
  return static_cast<int16_t>(clampTo(v, -32768, 32767));
}
constexpr int32_t saturateInt32(int64_t v) {
  return static_cast<int32_t>(clampTo(v, INT32_MIN, INT32_MAX));
}

/// The integer range of an 8-bit storage type.
struct IntRange {
  int32_t lo = -128;
  int32_t hi = 127;
  constexpr int64_t clamp(int64_t v) const { return clampTo(v, lo, hi); }
  constexpr bool operator==(const IntRange &o) const {
    return lo == o.lo && hi == o.hi;
  }
};
constexpr IntRange int8Range(bool isSigned) {
  return isSigned ? IntRange{-128, 127} : IntRange{0, 255};
}

} // namespace tpuc::quant

#endif // TPUC_QUANT_FIXEDPOINT_H
