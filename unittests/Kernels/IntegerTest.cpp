//===- IntegerTest.cpp - Quantized element-wise operators -----------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Integer.h"
#include "TestUtil.h"

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

namespace {

/// Every stored integer of a type.
std::vector<float> allValues(bool isSigned) {
  std::vector<float> v;
  const IntRange range = int8Range(isSigned);
  for (int32_t q = range.lo; q <= range.hi; ++q)
    v.push_back(static_cast<float>(q));
  return v;
}

/// Every pair of stored integers, as two operands of one shape.
void allPairs(bool isSigned, std::vector<float> &a, std::vector<float> &b) {
  for (float x : allValues(isSigned))
    for (float y : allValues(isSigned)) {
      a.push_back(x);
      b.push_back(y);
    }
}

TEST(Integer, AddOfAllPairs) {
  RandomData random;
  for (int variant = 0; variant < 40; ++variant) {
    std::vector<float> a, b;
    allPairs(variant % 2, a, b);
    AddInt p;
    p.a = {random.integer(0, 127), random.integer(0, variant < 8 ? 30 : 9)};
    p.b = {random.integer(-127, 127), random.integer(0, variant < 8 ? 30 : 9)};
    p.commonShift = variant % 5 == 4;
    if (p.commonShift)
      p.b.shift = p.a.shift;
    p.subtract = variant % 7 == 3;
    p.relu = variant % 3 == 1;
    if (variant % 4 == 2) {
      p.zeroPointA = random.integer(-30, 30);
      p.zeroPointB = random.integer(-30, 30);
      p.zeroPoint = random.integer(-30, 30);
    }
    p.range = int8Range(variant % 2 == 0);
    const Shape shape = {static_cast<int64_t>(a.size())};
    std::vector<float> expected(a.size()), actual(a.size());
    reference::addInt(p, a.data(), shape, b.data(), shape, expected.data());
    fast::addInt(p, a.data(), shape, b.data(), shape, actual.data());
    EXPECT_TRUE(sameValues(actual, expected)) << "variant " << variant;
  }
}

TEST(Integer, KnownAdd) {
  AddInt p; // (5*3)>>1 = 8 (half up), (-5*3)>>1 = -7
  p.a = {3, 1};
  p.b = {3, 1};
  const std::vector<float> a = {5, -5, 5}, b = {-5, -5, 127};
  std::vector<float> out(3);
  reference::addInt(p, a.data(), {3}, b.data(), {3}, out.data());
  EXPECT_TRUE(sameValues(out, {1, -14, 127}));
  p.commonShift = true; // cv18xx: the sum is shifted
  reference::addInt(p, a.data(), {3}, b.data(), {3}, out.data());
  EXPECT_TRUE(sameValues(out, {0, -15, 127}));
}

TEST(Integer, MulOfAllPairs) {
  RandomData random;
  for (int variant = 0; variant < 24; ++variant) {
    std::vector<float> a, b;
    allPairs(variant % 2, a, b);
    MulInt p;
    p.qdm = variant % 3 == 2;
    if (p.qdm)
      p.requant = {random.integer(1 << 30, INT32_MAX), random.integer(0, 12)};
    else
      p.requant = {random.integer(0, 127), random.integer(-2, 20)};
    p.relu = variant % 4 == 1;
    if (variant % 6 == 3) {
      p.zeroPointA = random.integer(-128, 127);
      p.zeroPointB = random.integer(-128, 127);
      p.zeroPoint = random.integer(-128, 127);
    }
    p.range = int8Range(variant % 2 == 0);
    const Shape shape = {static_cast<int64_t>(a.size())};
    std::vector<float> expected(a.size()), actual(a.size());
    reference::mulInt(p, a.data(), shape, b.data(), shape, expected.data());
    fast::mulInt(p, a.data(), shape, b.data(), shape, actual.data());
    EXPECT_TRUE(sameValues(actual, expected)) << "variant " << variant;
  }
}

TEST(Integer, Broadcasts) {
  RandomData random;
  struct Case {
    Shape a, b;
  };
  const Case cases[] = {{{2, 5, 4, 3}, {2, 5, 1, 1}},
                        {{2, 1, 1, 5}, {2, 4, 3, 5}},
                        {{3, 1, 4}, {1, 5, 1}},
                        {{1}, {7, 9}},
                        {{4, 6}, {}}};
  for (const Case &c : cases) {
    auto a = random.integers(numElements(c.a), -128, 127);
    auto b = random.integers(numElements(c.b), -128, 127);
    // As numpy has it: expand, then work on equal shapes.
    MulInt m;
    m.requant = {77, 13};
    AddInt p;
    p.a = {100, 7};
    p.b = {64, 6};
    size_t rank = std::max(c.a.size(), c.b.size());
    auto dim = [rank](const Shape &s, size_t d) {
      return d + s.size() < rank ? 1 : s[d + s.size() - rank];
    };
    Shape shape;
    for (size_t d = 0; d < rank; ++d)
      shape.push_back(std::max(dim(c.a, d), dim(c.b, d)));
    const int64_t total = numElements(shape);
    std::vector<float> expandedA(total), expandedB(total);
    for (int64_t i = 0; i < total; ++i) {
      int64_t rest = i, ia = 0, ib = 0, sa = 1, sb = 1;
      for (size_t d = rank; d-- > 0;) {
        const int64_t index = rest % shape[d];
        rest /= shape[d];
        ia += dim(c.a, d) == 1 ? 0 : index * sa;
        ib += dim(c.b, d) == 1 ? 0 : index * sb;
        sa *= dim(c.a, d);
        sb *= dim(c.b, d);
      }
      expandedA[i] = a[ia];
      expandedB[i] = b[ib];
    }
    std::vector<float> expected(total), actual(total);
    reference::addInt(p, expandedA.data(), {total}, expandedB.data(), {total},
                      expected.data());
    reference::addInt(p, a.data(), c.a, b.data(), c.b, actual.data());
    EXPECT_TRUE(sameValues(actual, expected));
    fast::addInt(p, a.data(), c.a, b.data(), c.b, actual.data());
    EXPECT_TRUE(sameValues(actual, expected));
    reference::mulInt(m, expandedA.data(), {total}, expandedB.data(), {total},
                      expected.data());
    fast::mulInt(m, a.data(), c.a, b.data(), c.b, actual.data());
    EXPECT_TRUE(sameValues(actual, expected));
  }
}

TEST(Integer, FunctionsOfOneValueThroughTables) {
  RandomData random;
  for (bool isSigned : {false, true}) {
    std::vector<float> in;
    while (in.size() < 1000) // long enough for a table
      for (float v : allValues(isSigned))
        in.push_back(v);
    const int64_t n = static_cast<int64_t>(in.size());
    std::vector<float> expected(n), actual(n);
    for (int variant = 0; variant < 8; ++variant) {
      AffineInt p;
      p.requant = {random.integer(-127, 127), random.integer(0, 12)};
      p.constant = random.integer(-20000, 20000);
      p.zeroPointIn = random.integer(-9, 9);
      p.zeroPoint = random.integer(-9, 9);
      p.mode = variant % 2 ? RoundMode::HalfUp : RoundMode::HalfAwayFromZero;
      p.floatMultiplier = variant == 7;
      if (variant == 3) // a relu at the zero point
        p.range.lo = p.zeroPoint;
      reference::affineInt(p, in.data(), expected.data(), n);
      fast::affineInt(p, in.data(), actual.data(), n);
      EXPECT_TRUE(sameValues(actual, expected));

      LeakyReluInt l;
      l.negative = {random.integer(-127, 127), random.integer(0, 12)};
      l.floatMultiplier = variant % 2;
      reference::leakyReluInt(l, in.data(), expected.data(), n);
      fast::leakyReluInt(l, in.data(), actual.data(), n);
      EXPECT_TRUE(sameValues(actual, expected));

      MaxMinConstInt m;
      m.isMax = variant % 2;
      m.requant = {64, 6};
      m.constant = random.integer(-5000, 5000);
      m.zeroPointIn = variant;
      reference::maxMinConstInt(m, in.data(), expected.data(), n);
      fast::maxMinConstInt(m, in.data(), actual.data(), n);
      EXPECT_TRUE(sameValues(actual, expected));
    }
    std::array<int32_t, 256> table;
    for (int i = 0; i < 256; ++i)
      table[i] = (i * 37) % 256 - 128;
    reference::lut(table, in.data(), expected.data(), n);
    fast::lut(table, in.data(), actual.data(), n);
    EXPECT_TRUE(sameValues(actual, expected));
    EXPECT_EQ(expected[isSigned ? 0 : 128], table[128]);
    reference::reluInt({-128, 127}, in.data(), expected.data(), n);
    fast::reluInt({-128, 127}, in.data(), actual.data(), n);
    EXPECT_TRUE(sameValues(actual, expected));
  }
}

TEST(Integer, QuirksQ5AndQ6) {
  MaxMinConstInt m; // Q5: the zero point is subtracted, not added back
  m.zeroPointIn = 10;
  m.constant = 3;
  const std::vector<float> in = {20, 5};
  std::vector<float> out(2);
  reference::maxMinConstInt(m, in.data(), out.data(), 2);
  EXPECT_TRUE(sameValues(out, {10, 3}));
  const float low = -128; // Q6
  reference::absInt(&low, out.data(), 1);
  EXPECT_EQ(out[0], 128);
}

TEST(Integer, PReluPerChannel) {
  PReluInt p;
  p.slopes = {64, -32};
  p.shift = 7;
  const std::vector<float> in = {-10, 10, -3, -100};
  std::vector<float> out(4);
  reference::preluInt(p, {1, 2, 2}, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {-5, 10, 1, 25}));
  reference::preluInt(p, {2, 2, 1}, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {-5, 10, -1, 25})); // -1.5 goes up
}

TEST(Integer, ScaleClampsTo16Bits) {
  ScaleInt p;
  p.scales = {127, 127};
  p.biases = {32767, 0};
  p.shifts = {8, 8};
  const std::vector<float> in = {127, -128};
  std::vector<float> out(2);
  reference::scaleInt(p, {1, 2, 1}, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {127, -64})); // 32767>>8, -16256>>8
  p.range = {0, 255};
  reference::scaleInt(p, {1, 2, 1}, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {191, 0})); // up to 65535, 0
}

TEST(Integer, PerChannelEqualsReference) {
  RandomData random;
  const ChannelView views[] = {{9, 13, 1}, {2, 5, 20}};
  for (const ChannelView &v : views)
    for (int variant = 0; variant < 8; ++variant) {
      auto in = random.integers(v.size(), -128, 127);
      std::vector<float> expected(v.size()), actual(v.size());
      PReluInt p;
      for (int64_t c = 0; c < (variant % 3 ? v.channels : 1); ++c)
        p.slopes.push_back(random.integer(-128, 127));
      p.shift = random.integer(0, 9);
      p.floatMultiplier = variant % 2;
      if (p.floatMultiplier)
        p.positive = {random.integer(64, 127), random.integer(0, 9)};
      reference::preluInt(p, v, in.data(), expected.data());
      fast::preluInt(p, v, in.data(), actual.data());
      EXPECT_TRUE(sameValues(actual, expected));

      ScaleInt s;
      for (int64_t c = 0; c < v.channels; ++c) {
        s.scales.push_back(random.integer(-128, 127));
        s.biases.push_back(random.integer(-32768, 32767 + 1024));
        s.shifts.push_back(random.integer(0, 12));
      }
      s.relu = variant % 2;
      s.range = int8Range(variant % 4 < 2);
      reference::scaleInt(s, v, in.data(), expected.data());
      fast::scaleInt(s, v, in.data(), actual.data());
      EXPECT_TRUE(sameValues(actual, expected));

      auto other = random.integers(v.channels * v.inner, -128, 127);
      const Shape a = {v.outer, v.channels, v.inner};
      const Shape b = {v.channels, v.inner};
      reference::maxMinInt(variant % 2, s.range, in.data(), a, other.data(), b,
                           expected.data());
      fast::maxMinInt(variant % 2, s.range, in.data(), a, other.data(), b,
                      actual.data());
      EXPECT_TRUE(sameValues(actual, expected));
    }
}

TEST(Integer, ReduceAndSoftmax) {
  ReduceInt p;
  p.requant = {64, 8}; // a quarter
  const std::vector<float> in = {1, 2, 3, 4, -5, -7};
  std::vector<float> out(3);
  reference::reduceInt(p, in.data(), {2, 3}, {0}, out.data());
  EXPECT_TRUE(sameValues(out, {1, -1, -1})); // 5/4, -3/4, -4/4
  p.kind = ReduceInt::Kind::Max;
  p.requant = {1, 0};
  reference::reduceInt(p, in.data(), {2, 3}, {1}, out.data());
  EXPECT_EQ(out[0], 3);
  EXPECT_EQ(out[1], 4);
  p.kind = ReduceInt::Kind::Min;
  reference::reduceInt(p, in.data(), {2, 3}, {1}, out.data());
  EXPECT_EQ(out[0], 1);
  EXPECT_EQ(out[1], -7);
  p.kind = ReduceInt::Kind::SumOfMagnitudes;
  reference::reduceInt(p, in.data(), {2, 3}, {1}, out.data());
  EXPECT_EQ(out[0], 6);
  EXPECT_EQ(out[1], 16);

  SoftmaxInt s;
  for (int i = 0; i < 256; ++i)
    s.table[i] = std::exp(-0.1f * i);
  s.outScale = 1.0f / 257.0f;
  s.range = {0, 255};
  const std::vector<float> x = {5, 5, 5, 5};
  std::vector<float> y(4);
  reference::softmaxInt(s, x.data(), {1, 2, 2}, 1, y.data());
  EXPECT_TRUE(sameValues(y, {129, 129, 129, 129})); // 128.5 goes up
}

} // namespace
