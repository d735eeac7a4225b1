//===- DeconvTest.cpp - Transposed convolution ----------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TestUtil.h"
#include "tpuc/Kernels/Conv.h"

using namespace tpuc;
using namespace tpuc::kernels;

namespace {

const Layout kLayouts[] = {Layout::NHWC, Layout::NCHW};

Deconv2DParams makeDeconv(int64_t ic, int64_t oc, int64_t groups, int64_t size,
                          int64_t kernel, int64_t stride, int64_t pad,
                          int64_t outputPad) {
  Deconv2DParams p;
  p.inChannels = ic;
  p.outChannels = oc;
  p.groups = groups;
  p.inH = size;
  p.inW = size + 1;
  p.kernelH = p.kernelW = kernel;
  p.strideH = p.strideW = stride;
  p.padTop = p.padLeft = p.padBottom = p.padRight = pad;
  p.outputPadH = p.outputPadW = outputPad;
  return p;
}

TEST(Deconv, EqualsReference) {
  RandomData random;
  const Deconv2DParams shapes[] = {
      makeDeconv(6, 5, 1, 5, 3, 2, 1, 1), makeDeconv(8, 8, 8, 4, 4, 2, 1, 0),
      makeDeconv(8, 12, 4, 4, 3, 1, 0, 0), makeDeconv(3, 4, 1, 4, 2, 2, 0, 0),
      makeDeconv(600, 3, 1, 3, 3, 2, 1, 1)};
  for (Deconv2DParams p : shapes)
    for (Layout layout : kLayouts)
      for (float padValue : {0.0f, -9.0f}) {
        p.padValue = padValue;
        const int64_t batch = 2, outSize = p.outChannels * p.outH() * p.outW();
        auto in =
            random.integers(batch * p.inChannels * p.inH * p.inW, -128, 127);
        auto filter = random.integers(p.filterSize(), -128, 127);
        std::vector<float> expected(batch * outSize), actual(batch * outSize);
        reference::deconv2d(p, layout, batch, in.data(), filter.data(),
                            expected.data());
        Status status;
        auto weights = packDeconvWeights(
            p, {layout, layout, InputRange{-128, 127}}, filter.data(), status);
        ASSERT_TRUE(status.ok()) << status.message();
        auto kernel = ConvKernel::createQuantized(weights, {}, status);
        status = kernel->run(batch, in.data(), actual.data());
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(sameValues(actual, expected));

        auto floats =
            packDeconvWeights(p, {layout, layout, {}}, filter.data(), status);
        ASSERT_TRUE(status.ok()) << status.message();
        kernel = ConvKernel::createFloat(floats, {}, {}, status);
        status = kernel->run(batch, in.data(), actual.data());
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(closeValues(actual, expected, 1e-5f));
      }
}

TEST(Deconv, ExtremesOfEverything) {
  const Deconv2DParams p = makeDeconv(900, 3, 1, 3, 3, 1, 1, 0);
  std::vector<float> in(p.inChannels * p.inH * p.inW, 255.0f);
  std::vector<float> filter(p.filterSize(), 127.0f);
  for (size_t i = 0; i < filter.size(); i += 5)
    filter[i] = -128.0f;
  std::vector<float> expected(p.outChannels * p.outH() * p.outW());
  std::vector<float> actual(expected.size());
  for (Layout layout : kLayouts) {
    reference::deconv2d(p, layout, 1, in.data(), filter.data(),
                        expected.data());
    Status status;
    auto weights = packDeconvWeights(p, {layout, layout, InputRange{0, 255}},
                                     filter.data(), status);
    ASSERT_TRUE(status.ok()) << status.message();
    auto kernel = ConvKernel::createQuantized(weights, {}, status);
    status = kernel->run(1, in.data(), actual.data());
    ASSERT_TRUE(status.ok()) << status.message();
    EXPECT_TRUE(sameValues(actual, expected));
  }
}

TEST(Deconv, DilationFollowsTheFormula) {
  Deconv2DParams p = makeDeconv(1, 1, 1, 2, 2, 2, 0, 0);
  p.inW = 2;
  p.dilationH = p.dilationW = 2;
  const std::vector<float> in = {1, 2, 3, 4}, filter = {1, 10, 100, 1000};
  std::vector<float> expected(p.outH() * p.outW(), 0.0f),
      actual(expected.size());
  for (int64_t ih = 0; ih < 2; ++ih)
    for (int64_t iw = 0; iw < 2; ++iw)
      for (int64_t kh = 0; kh < 2; ++kh)
        for (int64_t kw = 0; kw < 2; ++kw)
          expected[(ih * 2 + kh * 2) * p.outW() + iw * 2 + kw * 2] +=
              in[ih * 2 + iw] * filter[kh * 2 + kw];
  reference::deconv2d(p, Layout::NCHW, 1, in.data(), filter.data(),
                      actual.data());
  EXPECT_TRUE(sameValues(actual, expected));
}

} // namespace
