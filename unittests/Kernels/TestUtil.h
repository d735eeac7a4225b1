//===- TestUtil.h - Helpers of the kernel tests -----------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_UNITTESTS_KERNELS_TESTUTIL_H
#define TPUC_UNITTESTS_KERNELS_TESTUTIL_H

#include "tpuc/Kernels/Common.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

namespace tpuc::kernels {

/// Deterministic random data.
class RandomData {
public:
  explicit RandomData(uint32_t seed = 1) : engine(seed) {}
  std::vector<float> floats(size_t n, float lo = -1.0f, float hi = 1.0f) {
    std::uniform_real_distribution<float> d(lo, hi);
    std::vector<float> v(n);
    for (float &x : v)
      x = d(engine);
    return v;
  }
  /// Whole numbers, both ends included.
  std::vector<float> integers(size_t n, int lo, int hi) {
    std::uniform_int_distribution<int> d(lo, hi);
    std::vector<float> v(n);
    for (float &x : v)
      x = static_cast<float>(d(engine));
    return v;
  }
  int integer(int lo, int hi) {
    return std::uniform_int_distribution<int>(lo, hi)(engine);
  }

private:
  std::mt19937 engine;
};

/// Equal bit for bit, except that zeros of either sign are equal.
inline ::testing::AssertionResult sameValues(const std::vector<float> &a,
                                             const std::vector<float> &b) {
  if (a.size() != b.size())
    return ::testing::AssertionFailure() << "different sizes";
  for (size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i]))
      return ::testing::AssertionFailure()
             << "element " << i << ": " << a[i] << " is not " << b[i];
  return ::testing::AssertionSuccess();
}

/// |a - b| <= tolerance * max(1, |b|) everywhere.
inline ::testing::AssertionResult closeValues(const std::vector<float> &a,
                                              const std::vector<float> &b,
                                              float tolerance) {
  if (a.size() != b.size())
    return ::testing::AssertionFailure() << "different sizes";
  for (size_t i = 0; i < a.size(); ++i)
    if (!(std::fabs(a[i] - b[i]) <=
          tolerance * std::max(1.0f, std::fabs(b[i]))))
      return ::testing::AssertionFailure()
             << "element " << i << ": " << a[i] << " is far from " << b[i];
  return ::testing::AssertionSuccess();
}

} // namespace tpuc::kernels

#endif // TPUC_UNITTESTS_KERNELS_TESTUTIL_H
