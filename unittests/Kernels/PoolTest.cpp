//===- PoolTest.cpp - Pooling ---------------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Pool.h"
#include "TestUtil.h"

using namespace tpuc;
using namespace tpuc::kernels;

namespace {

Pool2DParams makePool(int64_t channels, int64_t size, int64_t kernel,
                      int64_t stride, int64_t padBegin, int64_t padEnd,
                      bool ceilMode) {
  Pool2DParams p;
  p.channels = channels;
  p.inH = size;
  p.inW = size + 3;
  p.kernelH = p.kernelW = kernel;
  p.strideH = p.strideW = stride;
  p.padTop = p.padLeft = padBegin;
  p.padBottom = p.padRight = padEnd;
  p.outH = poolOutputSize(p.inH, kernel, stride, padBegin, padEnd, 1, ceilMode);
  p.outW = poolOutputSize(p.inW, kernel, stride, padBegin, padEnd, 1, ceilMode);
  return p;
}

std::vector<Pool2DParams> shapes() {
  return {
      makePool(5, 8, 2, 2, 0, 0, false),  makePool(16, 9, 3, 2, 1, 1, false),
      makePool(11, 10, 3, 2, 0, 0, true), makePool(3, 9, 3, 2, 1, 0, true),
      makePool(24, 7, 7, 1, 0, 0, false), makePool(9, 6, 3, 1, 1, 1, false)};
}

const Layout kLayouts[] = {Layout::NHWC, Layout::NCHW};

TEST(Pool, OutputSize) {
  EXPECT_EQ(poolOutputSize(7, 2, 2, 0, 0, 1, false), 3);
  EXPECT_EQ(poolOutputSize(7, 2, 2, 0, 0, 1, true), 4);
  // The last window would start in the padding.
  EXPECT_EQ(poolOutputSize(4, 2, 3, 0, 2, 1, true), 2);
  EXPECT_EQ(poolOutputSize(9, 3, 2, 1, 1, 2, false), 4);
}

TEST(Pool, FloatEqualsReference) {
  RandomData random;
  for (Pool2DParams p : shapes())
    for (Layout layout : kLayouts)
      for (bool include : {false, true}) {
        p.countIncludePad = include;
        const int64_t batch = 2;
        auto in = random.floats(batch * p.channels * p.inH * p.inW);
        std::vector<float> expected(batch * p.channels * p.outH * p.outW);
        std::vector<float> actual(expected.size());
        FloatEpilogue e;
        e.relu = include;
        e.round = include ? FloatRound::BF16 : FloatRound::None;
        reference::avgPool2d(p, layout, batch, in.data(), expected.data(), e);
        fast::avgPool2d(p, layout, batch, in.data(), actual.data(), e);
        EXPECT_TRUE(sameValues(actual, expected));
        reference::maxPool2d(p, layout, batch, in.data(), expected.data(), e);
        fast::maxPool2d(p, layout, batch, in.data(), actual.data(), e);
        EXPECT_TRUE(sameValues(actual, expected));
      }
}

TEST(Pool, KnownAverages) {
  Pool2DParams p = makePool(1, 2, 2, 2, 1, 1, false);
  p.inW = p.outW = 2;
  const std::vector<float> in = {1, 2, 3, 4};
  std::vector<float> out(4);
  reference::avgPool2d(p, Layout::NCHW, 1, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {1, 2, 3, 4})); // padding does not count
  p.countIncludePad = true;
  reference::avgPool2d(p, Layout::NCHW, 1, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {0.25f, 0.5f, 0.75f, 1.0f}));
  p.padValue = 8;
  reference::avgPool2d(p, Layout::NCHW, 1, in.data(), out.data());
  EXPECT_TRUE(sameValues(out, {6.25f, 6.5f, 6.75f, 7.0f}));
}

TEST(Pool, IntegerEqualsReference) {
  RandomData random;
  for (Pool2DParams p : shapes())
    for (Layout layout : kLayouts)
      for (int variant = 0; variant < 4; ++variant) {
        AvgPoolInt q;
        q.multiplier = 91;
        q.shift = 10;
        q.range = quant::int8Range(variant != 1);
        if (variant == 2) { // bm1684x asymmetric
          q.usesFloat = true;
          q.scale = 0.09;
          q.offset = 3.3;
          q.range.lo = -17; // a relu at the zero point
          p.padValue = 5;
        }
        if (variant == 3) { // cv18xx
          q.floatMultiplier = true;
          q.sumRound = RoundMode::HalfUp;
          p.padValue = 0;
        }
        const int64_t batch = 2;
        auto in =
            random.integers(batch * p.channels * p.inH * p.inW, -128, 127);
        std::vector<float> expected(batch * p.channels * p.outH * p.outW);
        std::vector<float> actual(expected.size());
        reference::avgPool2dInt(p, q, layout, batch, in.data(),
                                expected.data());
        fast::avgPool2dInt(p, q, layout, batch, in.data(), actual.data());
        EXPECT_TRUE(sameValues(actual, expected));
      }
}

TEST(Pool, DilatedMax) {
  Pool2DParams p = makePool(2, 6, 2, 1, 0, 0, false);
  p.dilationH = p.dilationW = 2;
  p.outH = p.inH - 2;
  p.outW = p.inW - 2;
  RandomData random;
  auto in = random.floats(2 * p.inH * p.inW);
  std::vector<float> expected(2 * p.outH * p.outW), actual(expected.size());
  reference::maxPool2d(p, Layout::NHWC, 1, in.data(), expected.data());
  fast::maxPool2d(p, Layout::NHWC, 1, in.data(), actual.data());
  EXPECT_TRUE(sameValues(actual, expected));
  EXPECT_EQ(expected[0], std::max({in[0], in[2 * 2], in[2 * p.inW * 2],
                                   in[(2 * p.inW + 2) * 2]}));
}

} // namespace
