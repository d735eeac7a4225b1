//===- EltwiseTest.cpp - Float element-wise operators ---------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Eltwise.h"
#include "TestUtil.h"
#include "tpuc/Kernels/Reduce.h"

using namespace tpuc;
using namespace tpuc::kernels;

namespace {

TEST(Eltwise, BinaryEqualsReference) {
  RandomData random;
  struct Case {
    Shape a, b;
  };
  const Case cases[] = {{{2, 5, 4, 3}, {2, 5, 4, 3}},
                        {{2, 5, 4, 3}, {5, 1, 1}},
                        {{1, 1, 5}, {3, 7, 5}},
                        {{3, 1, 4}, {1, 5, 1}},
                        {{}, {9}},
                        {{5000}, {5000}}};
  for (const Case &c : cases)
    for (BinaryOp op :
         {BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div,
          BinaryOp::Max, BinaryOp::Min, BinaryOp::Greater})
      for (int variant = 0; variant < 3; ++variant) {
        FloatEpilogue e;
        e.relu = variant == 1;
        e.reluLimit = 0.7f;
        e.round = variant == 2 ? FloatRound::F16 : FloatRound::None;
        auto a = random.floats(numElements(c.a));
        auto b = random.floats(numElements(c.b));
        const int64_t n = numElements(broadcastShapes(c.a, c.b));
        std::vector<float> expected(n), actual(n);
        reference::binary(op, a.data(), c.a, b.data(), c.b, expected.data(), e);
        fast::binary(op, a.data(), c.a, b.data(), c.b, actual.data(), e);
        EXPECT_TRUE(sameValues(actual, expected));
      }
}

TEST(Eltwise, ExactUnaryFunctions) {
  RandomData random;
  auto in = random.floats(1003, -8.0f, 8.0f);
  in[0] = 0.0f;
  for (UnaryOp op :
       {UnaryOp::Relu, UnaryOp::Clip, UnaryOp::LeakyRelu, UnaryOp::HardSigmoid,
        UnaryOp::HardSwish, UnaryOp::Abs, UnaryOp::Neg, UnaryOp::Square,
        UnaryOp::Softsign, UnaryOp::Round, UnaryOp::Floor, UnaryOp::Sqrt}) {
    std::vector<float> data = in;
    if (op == UnaryOp::Sqrt)
      for (float &x : data)
        x = std::fabs(x);
    std::vector<float> expected(in.size()), actual(in.size());
    const UnaryParams p = {0.2f, 0.5f};
    reference::unary(op, p, data.data(), expected.data(), 1003);
    fast::unary(op, p, data.data(), actual.data(), 1003);
    EXPECT_TRUE(sameValues(actual, expected)) << static_cast<int>(op);
  }
}

TEST(Eltwise, ExponentialsAreClose) {
  RandomData random;
  auto in = random.floats(4001, -20.0f, 20.0f);
  const float extremes[] = {0.0f, -0.0f, 88.5f, -87.0f, 1e-6f, -1e-6f, 90.0f};
  std::copy(std::begin(extremes), std::end(extremes), in.begin());
  struct Case {
    UnaryOp op;
    double tolerance; ///< relative to the value, above `floor`
    double floor;
  };
  const Case cases[] = {
      {UnaryOp::Exp, 3e-7, 0},       {UnaryOp::Sigmoid, 4e-7, 0},
      {UnaryOp::Tanh, 4e-7, 0},      {UnaryOp::Silu, 5e-7, 0},
      {UnaryOp::Elu, 1e-6, 0.3},     {UnaryOp::Erf, 5e-7, 1.0},
      {UnaryOp::GeluErf, 5e-7, 1.0}, {UnaryOp::GeluTanh, 2e-6, 1.0}};
  for (const Case &c : cases) {
    std::vector<float> expected(in.size()), actual(in.size());
    const UnaryParams p = {1.0f, 0.0f};
    reference::unary(c.op, p, in.data(), expected.data(), in.size());
    fast::unary(c.op, p, in.data(), actual.data(), in.size());
    for (size_t i = 0; i < in.size(); ++i) {
      if (std::isinf(expected[i])) {
        EXPECT_TRUE(std::isinf(actual[i]) || actual[i] > 3e38f);
        continue;
      }
      const double scale = std::max<double>(std::fabs(expected[i]), c.floor);
      ASSERT_LE(std::fabs(double(actual[i]) - expected[i]),
                c.tolerance * scale + 1e-37)
          << "op " << static_cast<int>(c.op) << " x " << in[i];
    }
  }
}

TEST(Eltwise, ValuesDoNotDependOnPosition) {
  RandomData random;
  auto in = random.floats(67, -5.0f, 5.0f);
  std::vector<float> all(67), shifted(60);
  fast::unary(UnaryOp::Silu, {}, in.data(), all.data(), 67);
  fast::unary(UnaryOp::Silu, {}, in.data() + 7, shifted.data(), 60);
  EXPECT_TRUE(sameValues(shifted, {all.begin() + 7, all.end()}));
}

TEST(Eltwise, RoundTiesToEven) {
  const std::vector<float> in = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 0.49999997f};
  std::vector<float> out(6);
  reference::unary(UnaryOp::Round, {}, in.data(), out.data(), 6);
  EXPECT_TRUE(sameValues(out, {0, 2, 2, 0, -2, 0}));
}

TEST(Eltwise, PerChannel) {
  RandomData random;
  const ChannelView views[] = {{6, 13, 1}, {2, 5, 9}};
  for (const ChannelView &v : views) {
    auto in = random.floats(v.size());
    auto slope = random.floats(v.channels), bias = random.floats(v.channels);
    std::vector<float> expected(v.size()), actual(v.size());
    FloatEpilogue e;
    e.round = FloatRound::BF16;
    reference::prelu(v, in.data(), slope, expected.data(), e);
    fast::prelu(v, in.data(), slope, actual.data(), e);
    EXPECT_TRUE(sameValues(actual, expected));
    reference::scale(v, in.data(), slope, bias, expected.data(), e);
    fast::scale(v, in.data(), slope, bias, actual.data(), e);
    EXPECT_TRUE(sameValues(actual, expected));
  }
}

TEST(Eltwise, ConstantsAreDouble) {
  const float in = 1.0f;
  float out = 0.0f;
  reference::binaryConst(BinaryOp::Add, &in, {1e-9, false}, &out, 1);
  EXPECT_EQ(out, 1.0f);
  reference::binaryConst(BinaryOp::Sub, &in, {3.0, true}, &out, 1);
  EXPECT_EQ(out, 2.0f);
}

TEST(Eltwise, ConstantsEqualReference) {
  RandomData random;
  auto in = random.floats(101, -3.0f, 3.0f);
  std::vector<float> expected(101), actual(101);
  for (BinaryOp op : {BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul,
                      BinaryOp::Div, BinaryOp::Max, BinaryOp::Min})
    for (bool reverse : {false, true}) {
      const ConstOperand c = {0.7123456789, reverse};
      FloatEpilogue e;
      e.round = reverse ? FloatRound::F16 : FloatRound::None;
      reference::binaryConst(op, in.data(), c, expected.data(), 101, e);
      fast::binaryConst(op, in.data(), c, actual.data(), 101, e);
      EXPECT_TRUE(sameValues(actual, expected));
    }
}

TEST(Eltwise, Where) {
  const std::vector<float> c = {1, 0}, a = {1, 2, 3, 4}, b = {9};
  std::vector<float> out(4);
  reference::where(c.data(), {2}, a.data(), {2, 2}, b.data(), {1}, out.data());
  EXPECT_TRUE(sameValues(out, {1, 9, 3, 9}));
}

//===----------------------------------------------------------------------===//
// Reductions and normalisations
//===----------------------------------------------------------------------===//

TEST(Reduce, OverAxes) {
  const std::vector<float> in = {1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<float> out(2);
  auto reduce = [&](ReduceOp op) {
    reference::reduce(op, in.data(), {2, 2, 2}, {0, 2}, out.data());
    return out;
  };
  EXPECT_TRUE(sameValues(reduce(ReduceOp::Sum), {14, 22}));
  EXPECT_TRUE(sameValues(reduce(ReduceOp::Mean), {3.5f, 5.5f}));
  EXPECT_TRUE(sameValues(reduce(ReduceOp::Max), {6, 8}));
  EXPECT_TRUE(sameValues(reduce(ReduceOp::Min), {1, 3}));
  EXPECT_TRUE(sameValues(reduce(ReduceOp::Prod), {60, 672}));
  EXPECT_TRUE(sameValues(reduce(ReduceOp::L1), {14, 22}));
  EXPECT_TRUE(
      sameValues(reduce(ReduceOp::L2), {std::sqrt(66.0f), std::sqrt(138.0f)}));
}

TEST(Reduce, FastEqualsReference) {
  RandomData random;
  const Shape shape = {3, 4, 5, 6};
  auto in = random.floats(numElements(shape));
  const std::vector<std::vector<int64_t>> axisSets = {
      {3}, {1}, {1, 2}, {2, 1}, {0, 1, 2, 3}, {0, 2}, {2, 3}};
  for (const auto &axes : axisSets)
    for (ReduceOp op : {ReduceOp::Sum, ReduceOp::Mean, ReduceOp::Max,
                        ReduceOp::Min, ReduceOp::L2}) {
      int64_t size = numElements(shape);
      for (int64_t axis : axes)
        size /= shape[axis];
      FloatEpilogue e;
      e.round = axes.size() == 1 ? FloatRound::BF16 : FloatRound::None;
      std::vector<float> expected(size), actual(size);
      reference::reduce(op, in.data(), shape, axes, expected.data(), e);
      fast::reduce(op, in.data(), shape, axes, actual.data(), e);
      EXPECT_TRUE(sameValues(actual, expected));
    }
}

TEST(Reduce, SoftmaxEqualsReference) {
  RandomData random;
  for (int64_t axis : {0, 1, 2})
    for (bool log : {false, true}) {
      const Shape shape = {3, 5, 37};
      auto in = random.floats(numElements(shape), -9.0f, 9.0f);
      std::vector<float> expected(in.size()), actual(in.size());
      reference::softmax(in.data(), shape, axis, log, 1.0f, expected.data());
      fast::softmax(in.data(), shape, axis, log, 1.0f, actual.data());
      EXPECT_TRUE(closeValues(actual, expected, 1e-6f));
    }
}

TEST(Reduce, LayerNormEqualsReference) {
  RandomData random;
  auto in = random.floats(4 * 67, -3.0f, 3.0f);
  auto gamma = random.floats(67), beta = random.floats(67);
  std::vector<float> expected(in.size()), actual(in.size());
  reference::layerNorm(in.data(), 4, 67, gamma, beta, 1e-5f, expected.data());
  fast::layerNorm(in.data(), 4, 67, gamma, beta, 1e-5f, actual.data());
  EXPECT_TRUE(closeValues(actual, expected, 2e-6f));
  reference::layerNorm(in.data(), 4, 67, {}, {}, 1e-5f, expected.data());
  fast::layerNorm(in.data(), 4, 67, {}, {}, 1e-5f, actual.data());
  EXPECT_TRUE(closeValues(actual, expected, 2e-6f));
  for (bool cv18 : {false, true}) {
    reference::layerNormBF16(in.data(), 4, 67, {}, {}, 1e-5f, cv18,
                             actual.data());
    EXPECT_TRUE(closeValues(actual, expected, 3e-2f));
  }
}

TEST(Reduce, SoftmaxOfCv18) {
  RandomData random;
  auto in = random.floats(60, -4.0f, 4.0f);
  std::vector<float> expected(60), actual(60);
  reference::softmax(in.data(), {4, 15}, 1, false, 1.0f, expected.data());
  reference::softmaxCv18(in.data(), {4, 15}, 1, actual.data());
  EXPECT_TRUE(closeValues(actual, expected, 2e-2f));
}

} // namespace
