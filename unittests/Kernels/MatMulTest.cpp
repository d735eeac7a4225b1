//===- MatMulTest.cpp - Matrix products -----------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/MatMul.h"
#include "TestUtil.h"

using namespace tpuc;
using namespace tpuc::kernels;

namespace {

TEST(MatMul, BroadcastsAndTransposes) {
  RandomData random;
  struct Case {
    Shape left, right;
  };
  const Case cases[] = {{{}, {}},      {{3}, {3}}, {{2, 3}, {2, 3}},
                        {{2, 1}, {3}}, {{4}, {}},  {{}, {4}}};
  for (const Case &c : cases)
    for (int transposes = 0; transposes < 4; ++transposes) {
      MatMulParams p;
      p.m = 5;
      p.k = 7;
      p.n = 6;
      p.leftBatch = c.left;
      p.rightBatch = c.right;
      p.leftTranspose = transposes & 1;
      p.rightTranspose = transposes & 2;
      auto left = random.integers(numElements(c.left) * 35, -128, 127);
      auto right = random.integers(numElements(c.right) * 42, -128, 127);
      std::vector<float> expected(p.batchCount() * 30), actual(expected.size());
      reference::matmul(p, left.data(), right.data(), expected.data());
      Status status = fast::matmul(p, left.data(), right.data(), actual.data());
      ASSERT_TRUE(status.ok()) << status.message();
      EXPECT_TRUE(sameValues(actual, expected));
    }
}

TEST(MatMul, DeepProductsOfActivationsAreExact) {
  MatMulParams p;
  p.m = 3;
  p.k = 3001;
  p.n = 4;
  p.leftBatch = p.rightBatch = {2};
  p.rightTranspose = true;
  std::vector<float> left(2 * 3 * 3001, 255.0f), right(2 * 4 * 3001, 127.0f);
  RandomData random;
  for (float &x : right)
    x = static_cast<float>(random.integer(100, 127));
  std::vector<float> expected(24), actual(24);
  reference::matmul(p, left.data(), right.data(), expected.data());
  Status status =
      fast::matmulExact(p, 255, 128, left.data(), right.data(), actual.data());
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_TRUE(sameValues(actual, expected));
}

TEST(MatMul, ConstantRightSide) {
  RandomData random;
  for (bool transposed : {false, true})
    for (int64_t rows : {1, 4, 33})
      for (int64_t k : {20, 3000}) {
        const int64_t n = 11;
        MatMulParams p;
        p.m = rows;
        p.k = k;
        p.n = n;
        p.rightTranspose = transposed;

        // Integers, some columns past 2^24.
        auto in = random.integers(rows * k, 0, 255);
        auto right = random.integers(k * n, 60, 127);
        Requant r;
        r.kind = RequantKind::MultiplierShift;
        r.multipliers.push_back(3000);
        r.shifts.push_back(30);
        r.reluBefore = true;
        r.bias = random.integers(n, -100000, 100000);
        std::vector<float> expected(rows * n), actual(rows * n);
        reference::matmul(p, in.data(), right.data(), expected.data());
        reference::requantize(r, {rows, n, 1}, expected.data(),
                              expected.data());
        Status status;
        auto packed = packMatMulWeights(k, n, transposed, InputRange{0, 255},
                                        right.data(), status);
        ASSERT_TRUE(status.ok()) << status.message();
        auto kernel = MatMulKernel::createQuantized(packed, r, status);
        status = kernel->run(rows, in.data(), actual.data());
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(sameValues(actual, expected));

        // Floats.
        auto x = random.floats(rows * k), w = random.floats(k * n),
             bias = random.floats(n);
        FloatEpilogue e;
        e.relu = rows == 4;
        e.round = rows == 33 ? FloatRound::F16 : FloatRound::None;
        reference::matmul(p, x.data(), w.data(), expected.data());
        for (int64_t i = 0; i < rows * n; ++i)
          expected[i] = e.apply(expected[i] + bias[i % n]);
        packed = packMatMulWeights(k, n, transposed, {}, w.data(), status);
        ASSERT_TRUE(status.ok()) << status.message();
        kernel = MatMulKernel::createFloat(packed, bias, e, status);
        status = kernel->run(rows, x.data(), actual.data());
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(closeValues(actual, expected, rows == 33 ? 2e-3f : 2e-5f));
      }
}

} // namespace
