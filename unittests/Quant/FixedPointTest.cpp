//===- FixedPointTest.cpp - Rounding, shifts, decompositions --------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/FixedPoint.h"
#include "tpuc/Quant/Decompose.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace tpuc::quant;

namespace {

const RoundMode kModes[] = {RoundMode::HalfUp,     RoundMode::HalfDown,
                            RoundMode::HalfToEven, RoundMode::HalfAwayFromZero,
                            RoundMode::Down,       RoundMode::Up,
                            RoundMode::TowardsZero};

/// Rounds value / 2^shift by exact integer arithmetic on the definition.
int64_t exactRound(int64_t value, int shift, RoundMode mode) {
  const int64_t unit = int64_t(1) << shift;
  int64_t floor = value / unit;
  if (value % unit != 0 && value < 0)
    --floor;
  const int64_t twice = 2 * (value - floor * unit); // compare with unit
  const bool exact = twice == 0;
  switch (mode) {
  case RoundMode::HalfUp:
    return floor + (twice >= unit);
  case RoundMode::HalfDown:
    return floor + (twice > unit);
  case RoundMode::HalfToEven:
    return floor + (twice > unit || (twice == unit && floor % 2 != 0));
  case RoundMode::HalfAwayFromZero:
    return floor + (value >= 0 ? twice >= unit : twice > unit);
  case RoundMode::Down:
    return floor;
  case RoundMode::Up:
    return floor + !exact;
  case RoundMode::TowardsZero:
    return floor + (value < 0 && !exact);
  }
  return 0;
}

TEST(FixedPoint, RoundShiftOfAllSmallValues) {
  for (RoundMode mode : kModes)
    for (int shift = 0; shift <= 12; ++shift)
      for (int64_t v = -5000; v <= 5000; ++v)
        ASSERT_EQ(roundShift(v, shift, mode), exactRound(v, shift, mode))
            << v << " >> " << shift;
}

TEST(FixedPoint, RoundShiftAgreesWithToInt) {
  for (RoundMode mode : kModes)
    for (int shift = 0; shift <= 6; ++shift)
      for (int64_t v = -300; v <= 300; ++v)
        ASSERT_EQ(roundShift(v, shift, mode),
                  toInt(std::ldexp(static_cast<double>(v), -shift), mode));
}

TEST(FixedPoint, RoundShiftAtTheEnds) {
  EXPECT_EQ(roundShift(5, -3), 40);
  EXPECT_EQ(roundShift(-5, -3), -40);
  for (int shift : {40, 62}) {
    for (RoundMode mode : kModes)
      for (int64_t k : {-3, -1, 1, 3})
        for (int64_t d : {-1, 0, 1}) {
          if (shift == 62 && std::abs(k) == 3)
            continue; // beyond int64
          const int64_t v = k * (int64_t(1) << (shift - 1)) + d;
          // Twice the remainder may overflow; the rule of three suffices.
          const int64_t floor = v >> shift;
          const int64_t r = roundShift(v, shift, mode);
          ASSERT_TRUE(r == floor || r == floor + 1);
        }
  }
  // A shift above 63 acts as 63, where one half is 2^62.
  EXPECT_EQ(roundShift(INT64_MAX, 63), 1);
  EXPECT_EQ(roundShift(INT64_MAX, 200), 1);
  EXPECT_EQ(roundShift(INT64_MIN, 63), -1);
  EXPECT_EQ(roundShift(INT64_MIN, 63, RoundMode::HalfDown), -1);
  EXPECT_EQ(roundShift((int64_t(1) << 62) - 1, 63), 0);
  EXPECT_EQ(roundShift(int64_t(1) << 62, 63), 1);
  EXPECT_EQ(roundShift(-(int64_t(1) << 62), 63), 0);
}

TEST(FixedPoint, ToInt) {
  EXPECT_EQ(toInt(2.5), 3);
  EXPECT_EQ(toInt(-2.5), -3);
  EXPECT_EQ(toInt(2.5, RoundMode::HalfToEven), 2);
  EXPECT_EQ(toInt(-3.5, RoundMode::HalfToEven), -4);
  EXPECT_EQ(toInt(-2.5, RoundMode::HalfUp), -2);
  EXPECT_EQ(toInt(2.5, RoundMode::HalfDown), 2);
  EXPECT_EQ(toInt(0.49999999999999994, RoundMode::HalfAwayFromZero), 0);
  EXPECT_EQ(toInt(-2.9, RoundMode::TowardsZero), -2);
  EXPECT_EQ(toInt(-2.1, RoundMode::Down), -3);
  EXPECT_EQ(toInt(2.1, RoundMode::Up), 3);
  EXPECT_EQ(toInt(INFINITY), INT64_MIN); // quirk Q8
  EXPECT_EQ(toInt(-INFINITY), INT64_MIN);
  EXPECT_EQ(toInt(NAN), INT64_MIN);
  EXPECT_EQ(toInt(9.3e18), INT64_MIN);
}

TEST(FixedPoint, MultiplyByQuantizedMultiplier) {
  const int32_t half = 1 << 30; // 0.5
  EXPECT_EQ(multiplyByQuantizedMultiplier(1000, half, 0), 500);
  EXPECT_EQ(multiplyByQuantizedMultiplier(1001, half, 0), 501);
  EXPECT_EQ(multiplyByQuantizedMultiplier(-1001, half, 0), -500);
  EXPECT_EQ(multiplyByQuantizedMultiplier(1000, half, 2), 2000);
  EXPECT_EQ(multiplyByQuantizedMultiplier(-1001, half, -3,
                                          RoundMode::HalfAwayFromZero),
            -63); // -500 / 8 = -62.5
  EXPECT_EQ(multiplyByQuantizedMultiplier(-1001, half, -3, RoundMode::HalfUp),
            -62);
  EXPECT_EQ(multiplyByQuantizedMultiplier(INT32_MIN, INT32_MAX, 0),
            INT32_MIN + 1);
}

TEST(FixedPoint, Saturation) {
  EXPECT_EQ(saturateInt8(128), 127);
  EXPECT_EQ(saturateInt8(-129), -128);
  EXPECT_EQ(saturateUInt8(-1), 0);
  EXPECT_EQ(saturateUInt8(256), 255);
  EXPECT_EQ(saturateInt16(40000), 32767);
  EXPECT_EQ(saturateInt32(int64_t(1) << 40), INT32_MAX);
}

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

TEST(Decompose, ScaleAndShiftIsTheBestAndSmallest) {
  EXPECT_EQ(getScaleAndShift(0.5), (MultiplierShift{1, 1}));
  EXPECT_EQ(getScaleAndShift(3.0), (MultiplierShift{3, 0}));
  EXPECT_EQ(getScaleAndShift(0.75, 8), (MultiplierShift{3, 2}));
  EXPECT_EQ(getScaleAndShift(8.0), (MultiplierShift{1, -3}));
  EXPECT_EQ(getScaleAndShiftPositive(8.0), (MultiplierShift{8, 0}));
  EXPECT_EQ(getScaleAndShift(0.1, 8), (MultiplierShift{51, 9}));
  for (int i = 1; i < 4000; ++i) {
    const double x = i * 0.00137;
    const MultiplierShift wide = getScaleAndShift(x);
    EXPECT_NEAR(std::ldexp(wide.multiplier, -wide.shift), x, x * 1e-6);
    const MultiplierShift narrow = getScaleAndShift(x, 8);
    EXPECT_LT(narrow.multiplier, 127);
    // Relative to f32(x), half a unit of a multiplier of at least 63.
    EXPECT_NEAR(std::ldexp(narrow.multiplier, -narrow.shift), x, x / 125);
  }
}

TEST(Decompose, MultiplierAndRightShift) {
  EXPECT_EQ(getMultiplierAndRightShift(1.0f), (MultiplierShift{64, 6}));
  EXPECT_EQ(getMultiplierAndRightShift(0.99f), (MultiplierShift{126, 7}));
  EXPECT_EQ(getMultiplierAndRightShift(200.0f), (MultiplierShift{127, 0}));
  EXPECT_EQ(getMultiplierAndRightShift(0.0f), (MultiplierShift{0, 0}));
}

TEST(Decompose, QuantizeMultiplier) {
  EXPECT_EQ(quantizeMultiplier(0.5), (MultiplierShift{1 << 30, 0}));
  EXPECT_EQ(quantizeMultiplier(0.25), (MultiplierShift{1 << 30, 1}));
  EXPECT_EQ(quantizeMultiplier(0.0), (MultiplierShift{0, 0}));
  EXPECT_EQ(quantizeMultiplier(1e-12), (MultiplierShift{0, 0})); // quirk Q3
  EXPECT_EQ(quantizeMultiplier(7.0), quantizeMultiplier(0.999999));
  for (int i = 1; i < 1000; ++i) {
    const double x = i / 1001.0;
    const MultiplierShift q = quantizeMultiplier(x);
    EXPECT_NEAR(std::ldexp(q.multiplier, -31 - q.shift), x, 1e-9);
  }
}

TEST(Decompose, RightShifts) {
  EXPECT_EQ(calcRightShift(1.0, 1.0, 1.0), 6); // 127 > 64
  EXPECT_EQ(calcRightShift(127.0, 1.0, 1.0), -1);
  EXPECT_EQ(calcRightShift(0.0, 1.0, 1.0), 0);
  EXPECT_EQ(calcRightShift(1e-12, 1.0, 1.0), 31);
  EXPECT_EQ(calcRightShiftLog(1.0, 1.0, 1.0), 6);
  EXPECT_EQ(calcRightShiftLog(-1.0, 1.0, 1.0), 6);
  EXPECT_EQ(calcRightShiftLog(0.0, 1.0, 1.0), 31);
  EXPECT_EQ(calcRightShiftLog(200.0, 1.0, 1.0), -1);
}

} // namespace
