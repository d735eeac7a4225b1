//===- ConvTest.cpp - Convolution -----------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Conv.h"
#include "TestUtil.h"
#include <thread>

using namespace tpuc;
using namespace tpuc::kernels;

namespace {

Conv2DParams makeConv(int64_t ic, int64_t oc, int64_t groups, int64_t size,
                      int64_t kernel, int64_t stride, int64_t pad,
                      int64_t dilation = 1) {
  Conv2DParams p;
  p.inChannels = ic;
  p.outChannels = oc;
  p.groups = groups;
  p.inH = size;
  p.inW = size + 2;
  p.kernelH = p.kernelW = kernel;
  p.strideH = p.strideW = stride;
  p.dilationH = p.dilationW = dilation;
  p.padTop = p.padLeft = p.padBottom = p.padRight = pad;
  return p;
}

std::vector<Conv2DParams> convShapes() {
  std::vector<Conv2DParams> shapes = {
      makeConv(3, 8, 1, 11, 3, 2, 1),   makeConv(5, 7, 1, 9, 3, 1, 1),
      makeConv(16, 24, 1, 7, 1, 1, 0),  makeConv(13, 13, 13, 10, 3, 1, 1),
      makeConv(16, 16, 16, 9, 5, 2, 2), makeConv(12, 8, 4, 8, 3, 1, 1),
      makeConv(6, 9, 1, 9, 3, 1, 2, 2), makeConv(32, 64, 2, 6, 1, 1, 0),
      makeConv(4, 8, 4, 7, 3, 1, 1),    makeConv(20, 40, 1, 6, 1, 2, 0),
  };
  Conv2DParams uneven = makeConv(6, 10, 1, 9, 3, 2, 0);
  uneven.padBottom = uneven.padRight = 1;
  uneven.kernelW = 5;
  uneven.padLeft = 3;
  shapes.push_back(uneven);
  return shapes;
}

int64_t inputSize(const Conv2DParams &p) {
  return p.inChannels * p.inH * p.inW;
}
int64_t outputSize(const Conv2DParams &p) {
  return p.outChannels * p.outH() * p.outW();
}

const Layout kLayouts[] = {Layout::NHWC, Layout::NCHW};

TEST(Conv, FloatEqualsReference) {
  RandomData random;
  for (const Conv2DParams &p : convShapes())
    for (Layout layout : kLayouts)
      for (bool withBias : {false, true}) {
        const int64_t batch = 3;
        auto in = random.floats(batch * inputSize(p));
        auto filter = random.floats(p.filterSize());
        std::vector<float> bias;
        if (withBias)
          bias = random.floats(p.outChannels);
        FloatEpilogue e;
        e.relu = withBias;
        e.reluLimit = p.groups > 1 ? 0.5f : -1.0f;
        std::vector<float> expected(batch * outputSize(p));
        reference::conv2d(p, layout, batch, in.data(), filter.data(),
                          expected.data());
        reference::biasEpilogue(
            e, bias,
            channelView(layout, batch, p.outChannels, p.outH() * p.outW()),
            expected.data(), expected.data());

        Status status;
        auto weights =
            packConvWeights(p, {layout, layout, {}}, filter.data(), status);
        ASSERT_TRUE(status.ok()) << status.message();
        auto kernel = ConvKernel::createFloat(weights, bias, e, status);
        ASSERT_TRUE(status.ok()) << status.message();
        std::vector<float> actual(expected.size());
        status = kernel->run(batch, in.data(), actual.data());
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(closeValues(actual, expected, 1e-5f));
      }
}

TEST(Conv, MixedLayouts) {
  RandomData random;
  const Conv2DParams p = makeConv(3, 8, 1, 11, 3, 2, 1);
  auto in = random.floats(2 * inputSize(p));
  auto filter = random.floats(p.filterSize());
  std::vector<float> nchw(2 * outputSize(p)), expected(nchw.size());
  reference::conv2d(p, Layout::NCHW, 2, in.data(), filter.data(), nchw.data());
  reference::transposeInner(nchw.data(), expected.data(), 2, p.outChannels,
                            p.outH() * p.outW());
  Status status;
  auto weights = packConvWeights(p, {Layout::NCHW, Layout::NHWC, {}},
                                 filter.data(), status);
  ASSERT_TRUE(status.ok()) << status.message();
  auto kernel = ConvKernel::createFloat(weights, {}, {}, status);
  std::vector<float> actual(expected.size());
  status = kernel->run(2, in.data(), actual.data());
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_TRUE(closeValues(actual, expected, 1e-5f));
}

/// Accumulators plus requantization, compared with the references.
void expectExact(const Conv2DParams &p, Layout layout, int64_t batch,
                 const std::vector<float> &in, const std::vector<float> &filter,
                 InputRange range, const Requant &r) {
  std::vector<float> expected(batch * outputSize(p));
  reference::conv2d(p, layout, batch, in.data(), filter.data(),
                    expected.data());
  reference::requantize(
      r, channelView(layout, batch, p.outChannels, p.outH() * p.outW()),
      expected.data(), expected.data());
  Status status;
  auto weights =
      packConvWeights(p, {layout, layout, range}, filter.data(), status);
  ASSERT_TRUE(status.ok()) << status.message();
  auto kernel = ConvKernel::createQuantized(weights, r, status);
  ASSERT_TRUE(status.ok()) << status.message();
  std::vector<float> actual(expected.size());
  status = kernel->run(batch, in.data(), actual.data());
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_TRUE(sameValues(actual, expected));
}

Requant accumulatorsOnly() { return {}; }

Requant someRequant(RandomData &random, int64_t channels) {
  Requant r;
  r.kind = RequantKind::MultiplierShift;
  for (int64_t c = 0; c < channels; ++c) {
    r.multipliers.push_back(random.integer(1, 1 << 20));
    r.shifts.push_back(random.integer(24, 30));
  }
  r.bias = random.integers(channels, -5000, 5000);
  r.relu = true;
  return r;
}

TEST(Conv, IntegersAreExact) {
  RandomData random;
  for (Conv2DParams p : convShapes())
    for (Layout layout : kLayouts)
      for (float padValue : {0.0f, 7.0f}) {
        p.padValue = padValue;
        const int64_t batch = 2;
        auto in = random.integers(batch * inputSize(p), -128, 127);
        auto filter = random.integers(p.filterSize(), -128, 127);
        expectExact(p, layout, batch, in, filter, {-128, 127},
                    accumulatorsOnly());
        expectExact(p, layout, batch, in, filter, {-128, 127},
                    someRequant(random, p.outChannels));
      }
}

TEST(Conv, SumsBeyond24BitsAreExact) {
  RandomData random;
  // 1x1, 3x3, grouped and depthwise products whose extremes pass 2^24.
  const Conv2DParams shapes[] = {makeConv(1200, 17, 1, 2, 1, 1, 0),
                                 makeConv(160, 9, 1, 4, 3, 1, 1),
                                 makeConv(1040, 4, 2, 2, 3, 1, 1)};
  for (const Conv2DParams &p : shapes)
    for (Layout layout : kLayouts) {
      auto in = random.integers(2 * inputSize(p), 200, 255);
      auto filter = random.integers(p.filterSize(), 100, 127);
      // Not every channel: the others stay in one part.
      for (int64_t i = 0; i < p.filterSize() / p.outChannels; ++i)
        filter[i] = i % 2 ? 1.0f : -1.0f;
      expectExact(p, layout, 2, in, filter, {0, 255}, accumulatorsOnly());
      expectExact(p, layout, 2, in, filter, {0, 255},
                  someRequant(random, p.outChannels));
    }
}

TEST(Conv, ExtremesOfEverything) {
  const Conv2DParams p = makeConv(2048, 8, 1, 2, 3, 1, 1);
  std::vector<float> in(inputSize(p), 255.0f);
  std::vector<float> filter(p.filterSize(), -128.0f);
  expectExact(p, Layout::NHWC, 1, in, filter, {0, 255}, accumulatorsOnly());
}

TEST(Conv, ExtremesOfOneChannelAtATime) {
  // Depthwise, 961 taps: odd partial sums of up to 31 million.
  const Conv2DParams p = makeConv(4, 4, 4, 40, 31, 1, 3);
  std::vector<float> in(inputSize(p), 255.0f);
  std::vector<float> filter(p.filterSize(), 127.0f);
  for (size_t i = 0; i < filter.size(); i += 7)
    filter[i] = -128.0f;
  for (Layout layout : kLayouts)
    expectExact(p, layout, 1, in, filter, {0, 255}, accumulatorsOnly());
}

TEST(Conv, InsertedZeros) {
  RandomData random;
  Conv2DParams p = makeConv(4, 4, 4, 5, 3, 1, 2);
  p.insertH = p.insertW = 1;
  p.padValue = 3.0f;
  for (Layout layout : kLayouts)
    expectExact(p, layout, 2, random.integers(2 * inputSize(p), -128, 127),
                random.integers(p.filterSize(), -128, 127), {-128, 127},
                accumulatorsOnly());
}

TEST(Conv, KernelsShareWeightsAcrossBatches) {
  RandomData random;
  const Conv2DParams p = makeConv(16, 16, 1, 6, 3, 1, 1);
  auto filter = random.integers(p.filterSize(), -20, 20);
  Status status;
  auto weights =
      packConvWeights(p, {Layout::NHWC, Layout::NHWC, InputRange{-128, 127}},
                      filter.data(), status);
  ASSERT_TRUE(status.ok()) << status.message();
  for (int64_t batch : {1, 5, 2}) {
    auto in = random.integers(batch * inputSize(p), -128, 127);
    const Requant r = someRequant(random, 16);
    std::vector<float> expected(batch * outputSize(p)), actual(expected.size());
    reference::conv2d(p, Layout::NHWC, batch, in.data(), filter.data(),
                      expected.data());
    reference::requantize(r, {batch * p.outH() * p.outW(), 16, 1},
                          expected.data(), expected.data());
    auto kernel = ConvKernel::createQuantized(weights, r, status);
    status = kernel->run(batch, in.data(), actual.data());
    ASSERT_TRUE(status.ok()) << status.message();
    EXPECT_TRUE(sameValues(actual, expected));
  }
}

TEST(Conv, OneKernelOnManyThreads) {
  RandomData random;
  const Conv2DParams p = makeConv(24, 40, 1, 9, 3, 1, 1);
  auto filter = random.integers(p.filterSize(), -127, 127);
  const Requant r = someRequant(random, 40);
  Status status;
  auto weights =
      packConvWeights(p, {Layout::NHWC, Layout::NCHW, InputRange{0, 255}},
                      filter.data(), status);
  auto kernel = ConvKernel::createQuantized(weights, r, status);
  ASSERT_TRUE(status.ok()) << status.message();
  const int samples = 8;
  auto in = random.integers(samples * inputSize(p), 0, 255);
  std::vector<float> expected(samples * outputSize(p)), actual(expected.size());
  status = kernel->run(samples, in.data(), expected.data());
  ASSERT_TRUE(status.ok()) << status.message();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int repeat = 0; repeat < 5; ++repeat)
        for (int n = t; n < samples; n += 4) // batches of 1 are new to it
          (void)kernel->run(1, in.data() + n * inputSize(p),
                            actual.data() + n * outputSize(p));
    });
  for (std::thread &t : threads)
    t.join();
  EXPECT_TRUE(sameValues(actual, expected));
}

TEST(Conv, ErrorsAreReported) {
  Conv2DParams p = makeConv(3, 4, 2, 5, 3, 1, 0);
  std::vector<float> filter(1000);
  Status status;
  EXPECT_EQ(packConvWeights(p, {}, filter.data(), status), nullptr);
  EXPECT_FALSE(status.ok());
  p = makeConv(2, 4, 1, 3, 7, 1, 0);
  EXPECT_EQ(packConvWeights(p, {}, filter.data(), status), nullptr);
  EXPECT_FALSE(status.ok());
}

TEST(Conv, AccumulatorBound) {
  const std::vector<float> w = {3, -2, 1};
  EXPECT_EQ(accumulatorBound(w, {-128, 127}), 3 * 128 + 2 * 127 + 128);
  EXPECT_EQ(accumulatorBound(w, {0, 255}), 4 * 255);
  EXPECT_TRUE(accumulatorFitsF32(w, {0, 255}));
  EXPECT_FALSE(accumulatorFitsF32(std::vector<float>(520, 127.0f), {0, 255}));
}

} // namespace
