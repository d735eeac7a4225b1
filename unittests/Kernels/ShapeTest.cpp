//===- ShapeTest.cpp - Data movement, resizing and casts ------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Shape.h"
#include "TestUtil.h"
#include "tpuc/Kernels/Cast.h"
#include <algorithm>
#include <numeric>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

namespace {

std::vector<float> counting(int64_t n) {
  std::vector<float> v(n);
  std::iota(v.begin(), v.end(), 0.0f);
  return v;
}

TEST(Shape, PermuteEqualsReference) {
  const Shape shapes[] = {{2, 3, 4, 5}, {1, 8, 16, 3}, {2, 1, 9, 10},
                          {3, 4, 5, 2}, {17, 9, 1, 1}, {1, 1, 1, 1}};
  for (const Shape &shape : shapes) {
    const auto in = counting(numElements(shape));
    std::vector<int64_t> order = {0, 1, 2, 3};
    do {
      std::vector<float> expected(in.size()), actual(in.size());
      reference::permute(in.data(), shape, order, expected.data());
      fast::permute(in.data(), shape, order, actual.data());
      EXPECT_TRUE(sameValues(actual, expected));
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(Shape, TransposeInner) {
  for (int64_t rows : {1, 7, 8, 33})
    for (int64_t cols : {1, 3, 8, 20}) {
      const auto in = counting(2 * rows * cols);
      std::vector<float> expected(in.size()), actual(in.size());
      reference::transposeInner(in.data(), expected.data(), 2, rows, cols);
      fast::transposeInner(in.data(), actual.data(), 2, rows, cols);
      EXPECT_TRUE(sameValues(actual, expected));
    }
}

TEST(Shape, Concat) {
  const auto a = counting(4), b = counting(6);
  std::vector<float> out(10);
  reference::concat({a.data(), b.data()}, {{2, 2}, {2, 3}}, 1, out.data());
  EXPECT_TRUE(sameValues(out, {0, 1, 0, 1, 2, 2, 3, 3, 4, 5}));
}

TEST(Shape, SliceWithNegativeSteps) {
  const auto in = counting(12); // 3 x 4
  std::vector<float> out(4);
  reference::slice(in.data(), {3, 4}, {2, 3}, {-2, -3}, {2, 2}, out.data());
  EXPECT_TRUE(sameValues(out, {11, 8, 3, 0}));
  std::vector<float> reversed(12);
  reference::reverse(in.data(), {3, 4}, 0, reversed.data());
  EXPECT_TRUE(sameValues(reversed, {8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3}));
}

TEST(Shape, PadModes) {
  const std::vector<float> in = {1, 2, 3};
  std::vector<float> out(7);
  reference::pad(in.data(), {3}, {2}, {2}, PadMode::Constant, 9, out.data());
  EXPECT_TRUE(sameValues(out, {9, 9, 1, 2, 3, 9, 9}));
  reference::pad(in.data(), {3}, {2}, {2}, PadMode::Reflect, 9, out.data());
  EXPECT_TRUE(sameValues(out, {3, 2, 1, 2, 3, 2, 1}));
  reference::pad(in.data(), {3}, {2}, {2}, PadMode::Edge, 9, out.data());
  EXPECT_TRUE(sameValues(out, {1, 1, 1, 2, 3, 3, 3}));
}

TEST(Shape, GatherTileExpand) {
  const auto in = counting(6); // 3 x 2
  const std::vector<int64_t> rows = {2, -3};
  std::vector<float> out(4), wide(12);
  reference::gather(in.data(), {3, 2}, rows, 0, out.data());
  EXPECT_TRUE(sameValues(out, {4, 5, 0, 1}));
  reference::gather(in.data(), {1, 3, 2}, std::vector<int64_t>{1, 1}, 1,
                    out.data());
  EXPECT_TRUE(sameValues(out, {2, 3, 2, 3}));
  reference::tile(in.data(), {3, 2}, {1, 2}, wide.data());
  EXPECT_TRUE(sameValues(wide, {0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5}));
  reference::expand(in.data(), {2, 1}, {2, 2, 3}, wide.data());
  EXPECT_TRUE(sameValues(wide, {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1}));
}

TEST(Shape, DepthToSpaceAndBack) {
  RandomData random;
  for (Layout layout : {Layout::NCHW, Layout::NHWC})
    for (bool crd : {false, true}) {
      Depth2SpaceParams p;
      p.channels = 12;
      p.inH = 2;
      p.inW = 3;
      p.blockH = p.blockW = 2;
      p.crd = crd;
      auto in = random.floats(2 * 12 * 6);
      std::vector<float> wide(in.size()), back(in.size());
      reference::depth2space(p, layout, 2, in.data(), wide.data());
      if (layout == Layout::NCHW) { // out[0,0,0,1] is block element 1
        EXPECT_EQ(wide[1], in[(crd ? 1 : 3) * 6]);
      }
      p.inverse = true;
      p.channels = 3;
      p.inH = 4;
      p.inW = 6;
      reference::depth2space(p, layout, 2, wide.data(), back.data());
      EXPECT_TRUE(sameValues(back, in));
      std::vector<float> fastBack(in.size()), fastWide(in.size());
      fast::depth2space(p, layout, 2, wide.data(), fastBack.data());
      EXPECT_TRUE(sameValues(fastBack, in));
      p = Depth2SpaceParams{12, 2, 3, 2, 2, crd, false};
      fast::depth2space(p, layout, 2, in.data(), fastWide.data());
      EXPECT_TRUE(sameValues(fastWide, wide));
    }
}

TEST(Shape, FastEqualsReference) {
  RandomData random;
  const Shape shape = {2, 5, 4, 3};
  auto in = random.floats(numElements(shape));
  for (int variant = 0; variant < 30; ++variant) {
    Shape begin(4), end(4), padded = shape, starts(4), steps(4), cut(4),
                            repeats(4), wide = shape;
    for (int d = 0; d < 4; ++d) {
      const bool touched = variant >> d & 1;
      begin[d] = touched ? random.integer(0, 2) : 0;
      end[d] = touched ? random.integer(-1, 2) : 0;
      padded[d] += begin[d] + end[d];
      steps[d] = touched ? (d % 2 ? -1 : 2) : 1;
      starts[d] = steps[d] < 0 ? shape[d] - 1 : touched ? 1 : 0;
      cut[d] = steps[d] == 2 ? shape[d] / 2 : shape[d];
      repeats[d] = touched ? 2 : 1;
      wide[d] *= repeats[d];
    }
    auto check = [&](const Shape &out, auto expected, auto actual) {
      std::vector<float> a(numElements(out)), b(a.size());
      expected(a.data());
      actual(b.data());
      EXPECT_TRUE(sameValues(b, a)) << "variant " << variant;
    };
    for (PadMode mode : {PadMode::Constant, PadMode::Edge, PadMode::Reflect})
      check(
          padded,
          [&](float *o) {
            reference::pad(in.data(), shape, begin, end, mode, 7, o);
          },
          [&](float *o) {
            fast::pad(in.data(), shape, begin, end, mode, 7, o);
          });
    check(
        cut,
        [&](float *o) {
          reference::slice(in.data(), shape, starts, steps, cut, o);
        },
        [&](float *o) {
          fast::slice(in.data(), shape, starts, steps, cut, o);
        });
    check(
        wide, [&](float *o) { reference::tile(in.data(), shape, repeats, o); },
        [&](float *o) { fast::tile(in.data(), shape, repeats, o); });
  }
  const Shape narrow = {5, 1, 3}, wide = {2, 5, 4, 3};
  std::vector<float> expected(120), actual(120);
  reference::expand(in.data(), narrow, wide, expected.data());
  fast::expand(in.data(), narrow, wide, actual.data());
  EXPECT_TRUE(sameValues(actual, expected));
}

//===----------------------------------------------------------------------===//
// Interp
//===----------------------------------------------------------------------===//

std::vector<float> resize(const std::vector<float> &row, int64_t out,
                          InterpMode mode, CoordinateMode coordinates,
                          NearestMode nearest = NearestMode::RoundPreferFloor) {
  Interp2DParams p;
  p.inW = static_cast<int64_t>(row.size());
  p.outW = out;
  p.mode = mode;
  p.coordinates = coordinates;
  p.nearest = nearest;
  std::vector<float> result(out);
  reference::interp2d(p, Layout::NCHW, 1, row.data(), result.data());
  return result;
}

TEST(Interp, Coordinates) {
  const std::vector<float> row = {0, 4};
  const auto linear = InterpMode::Linear, nearest = InterpMode::Nearest;
  EXPECT_TRUE(sameValues(resize(row, 4, linear, CoordinateMode::HalfPixel),
                         {0, 1, 3, 4}));
  EXPECT_TRUE(sameValues(resize(row, 5, linear, CoordinateMode::AlignCorners),
                         {0, 1, 2, 3, 4}));
  EXPECT_TRUE(sameValues(resize(row, 4, linear, CoordinateMode::Asymmetric),
                         {0, 2, 4, 4}));
  EXPECT_TRUE(sameValues(
      resize({1, 2, 3}, 1, linear, CoordinateMode::PytorchHalfPixel), {1}));
  EXPECT_TRUE(sameValues(
      resize(row, 4, nearest, CoordinateMode::Asymmetric, NearestMode::Floor),
      {0, 0, 4, 4}));
  EXPECT_TRUE(sameValues(resize(row, 4, nearest, CoordinateMode::Asymmetric,
                                NearestMode::RoundPreferCeil),
                         {0, 4, 4, 4}));
  EXPECT_TRUE(sameValues(resize(row, 4, nearest, CoordinateMode::Asymmetric,
                                NearestMode::RoundPreferFloor),
                         {0, 0, 4, 4}));
}

TEST(Interp, LayoutsAgree) {
  RandomData random;
  Interp2DParams p;
  p.channels = 3;
  p.inH = 4;
  p.inW = 5;
  p.outH = 7;
  p.outW = 9;
  p.mode = InterpMode::Linear;
  auto in = random.floats(2 * 3 * 20);
  std::vector<float> a(2 * 3 * 63), b(a.size()), c(a.size()), last(in.size());
  reference::interp2d(p, Layout::NCHW, 2, in.data(), a.data());
  reference::transposeInner(in.data(), last.data(), 2, 3, 20);
  reference::interp2d(p, Layout::NHWC, 2, last.data(), b.data());
  reference::transposeInner(b.data(), c.data(), 2, 63, 3);
  EXPECT_TRUE(sameValues(a, c));
}

//===----------------------------------------------------------------------===//
// Cast
//===----------------------------------------------------------------------===//

TEST(Cast, QuantizeEqualsReference) {
  RandomData random;
  auto in = random.floats(5003, -7.0f, 7.0f);
  const float special[] = {INFINITY, -INFINITY, NAN,   0.0f,
                           -0.0f,    1e-40f,    1e38f, -1e38f};
  std::copy(std::begin(special), std::end(special), in.begin());
  for (int i = 0; i < 600; ++i) // ties and their neighbours, for scale 1/64
    in[20 + i] = std::nextafter((i - 300) / 128.0f, i % 3 - 1.0f);
  for (double scale : {0.0371, 1.0 / 64.0, 3.0})
    for (int form = 0; form < 4; ++form)
      for (int zero : {0, -7, 100}) {
        UniformParams type;
        type.scale = scale;
        type.zeroPoint = form == 3 ? 0 : zero;
        type.isSigned = zero != 100;
        std::vector<float> expected(in.size()), actual(in.size());
        const auto f = static_cast<QuantizeForm>(form);
        reference::quantize(f, type, in.data(), expected.data(), in.size());
        fast::quantize(f, type, in.data(), actual.data(), in.size());
        EXPECT_TRUE(sameValues(actual, expected)) << "form " << form;
      }
}

TEST(Cast, QuantizeValues) {
  UniformParams type;
  type.scale = 0.5;
  const std::vector<float> in = {0.25f, -0.25f, 0.75f, 100.0f, -100.0f};
  std::vector<float> out(5);
  reference::quantize(QuantizeForm::F32, type, in.data(), out.data(), 5);
  EXPECT_TRUE(sameValues(out, {1, -1, 2, 127, -128})); // away from zero
  reference::quantize(QuantizeForm::Cv18, type, in.data(), out.data(), 5);
  EXPECT_TRUE(sameValues(out, {0, 0, 2, 127, -128})); // to even
}

TEST(Cast, DequantizeEqualsReference) {
  std::vector<float> in;
  for (int q = -128; q < 256; ++q)
    in.push_back(static_cast<float>(q));
  for (double scale : {0.0371, 1.0 / 64.0, 3.3})
    for (int form = 0; form < 4; ++form) {
      UniformParams type;
      type.scale = scale;
      type.zeroPoint = form == 3 ? 0 : 9;
      std::vector<float> expected(in.size()), actual(in.size());
      const auto f = static_cast<DequantizeForm>(form);
      reference::dequantize(f, type, in.data(), expected.data(), in.size());
      fast::dequantize(f, type, in.data(), actual.data(), in.size());
      EXPECT_TRUE(sameValues(actual, expected)) << "form " << form;
    }
}

} // namespace
