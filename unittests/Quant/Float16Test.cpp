//===- Float16Test.cpp - F16 and BF16 -------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/Float16.h"
#include "gtest/gtest.h"
#include <cfloat>
#include <cmath>
#include <vector>

using namespace tpuc::quant;

namespace {

bool sameBits(float a, float b) { return floatBits(a) == floatBits(b); }

TEST(Float16, AllHalfPatternsSurvive) {
  for (uint32_t h = 0; h < 65536; ++h) {
    const float x = halfBitsToFloat(static_cast<uint16_t>(h));
    if (std::isnan(x)) {
      EXPECT_TRUE((h & 0x7c00u) == 0x7c00u && (h & 0x3ffu));
      EXPECT_TRUE(std::isnan(roundToF16(x)));
      continue;
    }
    ASSERT_EQ(floatToHalfBits(x), h);
    ASSERT_TRUE(sameBits(roundToF16(x), x));
  }
}

TEST(Float16, HalfRoundsToTheNearestAndTiesToEven) {
  for (uint32_t h = 0; h < 0x7bff; ++h) { // neighbours h, h + 1
    const float lo = halfBitsToFloat(static_cast<uint16_t>(h));
    const float hi = halfBitsToFloat(static_cast<uint16_t>(h + 1));
    const float middle = lo + (hi - lo) / 2; // exact
    const uint16_t even = static_cast<uint16_t>(h % 2 ? h + 1 : h);
    ASSERT_EQ(floatToHalfBits(middle), even);
    ASSERT_EQ(floatToHalfBits(std::nextafter(middle, 0.0f)), h);
    ASSERT_EQ(floatToHalfBits(std::nextafter(middle, 1e30f)), h + 1);
    ASSERT_EQ(floatToHalfBits(-middle), even | 0x8000u);
  }
  EXPECT_EQ(floatToHalfBits(65519.996f), 0x7bff);
  EXPECT_EQ(floatToHalfBits(65520.0f), 0x7c00);
  EXPECT_EQ(floatToHalfBits(1e30f), 0x7c00);
  EXPECT_EQ(floatToHalfBits(-INFINITY), 0xfc00);
  EXPECT_EQ(floatToHalfBits(1e-10f), 0);
}

TEST(Float16, AllBFloat16Patterns) {
  for (uint32_t b = 0; b < 65536; ++b) {
    const float x = bfloat16BitsToFloat(static_cast<uint16_t>(b));
    if (std::isnan(x)) {
      EXPECT_EQ(floatToBFloat16Bits(x), 0x7fff);
      continue;
    }
    ASSERT_EQ(floatToBFloat16Bits(x), b);
    ASSERT_TRUE(sameBits(truncateToBF16(x), x));
    if (std::isinf(x)) {
      EXPECT_EQ(floatBits(roundToBF16Cv18(x)), 0x7f7f0000u);
      continue;
    }
    ASSERT_TRUE(sameBits(roundToBF16Cv18(x), x));
    // Halfway to the next pattern, and either side of it.
    const uint32_t bits = b << 16 | 0x8000u;
    const uint32_t even = b % 2 ? b + 1 : b;
    ASSERT_EQ(floatToBFloat16Bits(bitsToFloat(bits)), even);
    ASSERT_EQ(floatToBFloat16Bits(bitsToFloat(bits - 1)), b);
    ASSERT_EQ(floatToBFloat16Bits(bitsToFloat(bits + 1)), b + 1);
    ASSERT_TRUE(sameBits(truncateToBF16(bitsToFloat(bits + 1)), x));
  }
}

TEST(Float16, Cv18Arithmetic) {
  EXPECT_EQ(bf16Mul(3.0f, 0.3333f), roundToBF16(3.0f * 0.3333f));
  EXPECT_EQ(bf16Mul(1e-30f, 1e-15f), 0.0f); // denormal
  EXPECT_EQ(floatBits(bf16Mul(1e30f, 1e30f)), 0x7f7f0000u);
  EXPECT_EQ(floatBits(bf16Mul(-1e30f, 1e30f)), 0x7f7f0000u); // sign lost
  EXPECT_EQ(bf16Add(1.0f, 1.0f / 512), 1.0f);
}

TEST(Float16, BuffersEqualSingleValues) {
  // Every pattern of the upper half, with three lower halves.
  std::vector<float> in;
  for (uint32_t b = 0; b < 65536; ++b)
    for (uint32_t low : {0x0000u, 0x8000u, 0x9001u})
      in.push_back(bitsToFloat(b << 16 | low));
  in.push_back(0.3f); // not a multiple of the vector
  std::vector<float> out(in.size());
  for (FloatRound kind : {FloatRound::None, FloatRound::F16, FloatRound::BF16,
                          FloatRound::BF16Cv18, FloatRound::BF16Truncate}) {
    roundFloats(in.data(), out.data(), in.size(), kind);
    for (size_t i = 0; i < in.size(); ++i) {
      const float expected = roundFloat(in[i], kind);
      if (std::isnan(expected) && kind != FloatRound::BF16)
        ASSERT_TRUE(std::isnan(out[i]));
      else
        ASSERT_TRUE(sameBits(out[i], expected)) << floatBits(in[i]);
    }
  }
  std::vector<uint16_t> bits(in.size());
  floatsToHalfBits(in.data(), bits.data(), in.size());
  halfBitsToFloats(bits.data(), out.data(), in.size());
  for (size_t i = 0; i < in.size(); ++i) {
    if (std::isnan(in[i]))
      continue;
    ASSERT_EQ(bits[i], floatToHalfBits(in[i]));
    ASSERT_TRUE(sameBits(out[i], roundToF16(in[i])));
  }
  floatsToBFloat16Bits(in.data(), bits.data(), in.size());
  bfloat16BitsToFloats(bits.data(), out.data(), in.size());
  for (size_t i = 0; i < in.size(); ++i)
    ASSERT_TRUE(sameBits(out[i], roundToBF16(in[i])));
}

} // namespace
