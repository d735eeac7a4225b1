//===- RequantTest.cpp - Requantization -----------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Requant.h"
#include "TestUtil.h"

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

namespace {

/// Accumulators around every size, among them the extremes of int32.
std::vector<float> accumulators(RandomData &random, size_t n) {
  std::vector<float> v;
  for (int i = 0; static_cast<size_t>(i) < n; ++i) {
    const int bits = random.integer(0, 30);
    const int magnitude = random.integer(0, 1 << bits);
    v.push_back(static_cast<float>(i % 2 ? magnitude : -magnitude));
  }
  const float extremes[] = {0.0f,          1.0f,         -1.0f,
                            16777216.0f,   -16777216.0f, 2147483520.0f,
                            -2147483648.0f};
  for (size_t i = 0; i < 7 && i < n; ++i)
    v[n - 1 - i] = extremes[i];
  return v;
}

void expectSame(const Requant &r, const ChannelView &view,
                const std::vector<float> &acc) {
  std::vector<float> expected(acc.size()), actual(acc.size());
  reference::requantize(r, view, acc.data(), expected.data());
  RequantKernel(r, view.channels).run(view, acc.data(), actual.data());
  EXPECT_TRUE(sameValues(actual, expected))
      << "kind " << static_cast<int>(r.kind) << " mode "
      << static_cast<int>(r.roundMode) << " view " << view.outer << "x"
      << view.channels << "x" << view.inner << " zp " << r.zeroPoint;
}

TEST(Requant, ValuesOfEachKind) {
  const auto HU = RoundMode::HalfUp, HAZ = RoundMode::HalfAwayFromZero;
  EXPECT_EQ(requantizeValue(RequantKind::OnlyShift, 5, 1, 1, HU), 3);
  EXPECT_EQ(requantizeValue(RequantKind::OnlyShift, -5, 1, 1, HU), -2);
  EXPECT_EQ(requantizeValue(RequantKind::MultiplierShift, -5, 3, 1, HU), -7);
  EXPECT_EQ(requantizeValue(RequantKind::MultiplierShift, -5, 3, 1, HAZ), -8);
  EXPECT_EQ(requantizeValue(RequantKind::MultiplierShift, 3, 5, -2, HU), 60);
  EXPECT_EQ(requantizeValue(RequantKind::MultiplierShiftFloat, -5, 3, 1, HU),
            -7);
  EXPECT_EQ(requantizeValue(RequantKind::Qdm, 1000, 1 << 30, 1, HAZ), 250);
  EXPECT_EQ(requantizeValue(RequantKind::Qdm, -1002, 1 << 30, 1, HAZ), -251);
}

TEST(Requant, BiasIsAddedInSinglePrecision) {
  Requant r;
  r.kind = RequantKind::None;
  r.bias = {1.0f};
  const float acc = 16777216.0f; // 2^24: the next f32 is two further
  float out = 0.0f;
  reference::requantize(r, {1, 1, 1}, &acc, &out);
  EXPECT_EQ(out, 16777216.0f);
}

TEST(Requant, VectorEqualsReference) {
  RandomData random;
  const ChannelView views[] = {{37, 19, 1}, {5, 8, 1},  {3, 5, 49},
                               {1, 64, 7},  {2, 3, 16}, {300, 33, 1}};
  for (const ChannelView &view : views)
    for (int kind = 0; kind <= 4; ++kind)
      for (int variant = 0; variant < 24; ++variant) {
        Requant r;
        r.kind = static_cast<RequantKind>(kind);
        r.roundMode = r.kind == RequantKind::Qdm || variant % 3 == 0
                          ? RoundMode::HalfAwayFromZero
                          : RoundMode::HalfUp;
        if (variant == 23)
          r.roundMode = RoundMode::HalfToEven;
        const bool shared = variant % 4 == 0;
        const int64_t count = shared ? 1 : view.channels;
        for (int64_t c = 0; c < count; ++c) {
          const bool small = r.kind == RequantKind::MultiplierShiftFloat;
          r.multipliers.push_back(random.integer(0, small         ? 127
                                                    : variant % 5 ? 1 << 30
                                                                  : 300));
          r.shifts.push_back(random.integer(0, variant % 2 ? 30 : 12));
        }
        if (variant % 2)
          r.bias = random.integers(view.channels, -100000, 100000);
        r.relu = variant % 3 == 1;
        r.reluBefore = variant % 7 == 1;
        r.range = int8Range(variant % 2 == 0);
        r.zeroPoint = variant % 5 == 2 ? random.integer(-20, 20) : 0;
        expectSame(r, view, accumulators(random, view.size()));
      }
}

TEST(Requant, EveryShiftAtTheTies) {
  // Products that land exactly on a half and next to it.
  for (int shift = 0; shift <= 30; ++shift)
    for (int kind : {1, 2, 4}) {
      Requant r;
      r.kind = static_cast<RequantKind>(kind);
      r.roundMode = kind == 4 ? RoundMode::HalfAwayFromZero : RoundMode::HalfUp;
      r.multipliers = {kind == 4 ? 1 << 30 : kind == 2 ? 3 : 1};
      r.shifts = {shift};
      std::vector<float> acc;
      for (int k = -4; k <= 4; ++k)
        for (int d = -1; d <= 1; ++d)
          acc.push_back(static_cast<float>(
              k * (shift ? int64_t(1) << (shift - 1) : 1) + d));
      expectSame(r, {1, 1, static_cast<int64_t>(acc.size())}, acc);
      r.roundMode = RoundMode::HalfAwayFromZero;
      expectSame(r, {static_cast<int64_t>(acc.size()), 1, 1}, acc);
    }
}

TEST(Requant, NegativeMultipliersAndLeftShifts) {
  RandomData random;
  Requant r;
  r.kind = RequantKind::MultiplierShift;
  r.multipliers = {-77, 12, 5};
  r.shifts = {9, -2, 0};
  expectSame(r, {20, 3, 1}, accumulators(random, 60));
}

TEST(Requant, InPlace) {
  RandomData random;
  Requant r;
  r.kind = RequantKind::MultiplierShift;
  r.multipliers = {12345};
  r.shifts = {20};
  std::vector<float> data = random.integers(101, -100000, 100000);
  std::vector<float> expected(101);
  reference::requantize(r, {101, 1, 1}, data.data(), expected.data());
  RequantKernel(r, 1).run({101, 1, 1}, data.data(), data.data());
  EXPECT_TRUE(sameValues(data, expected));
}

} // namespace
