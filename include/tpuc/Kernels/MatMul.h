//===- MatMul.h - Matrix products -------------------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_MATMUL_H
#define TPUC_KERNELS_MATMUL_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Kernels/Conv.h" // InputRange
#include "tpuc/Kernels/Requant.h"
#include <memory>
#include <optional>

namespace tpuc::kernels {

/// out[..., m, n] = sum_k left[..., m, k] * right[..., k, n]. Leading
/// dimensions broadcast as in numpy. A transposed operand is stored with its
/// last two dimensions exchanged.
struct MatMulParams {
  int64_t m = 1, k = 1, n = 1;
  Shape leftBatch;  ///< leading dimensions of the left operand
  Shape rightBatch; ///< leading dimensions of the right operand
  bool leftTranspose = false;
  bool rightTranspose = false;

  Shape outBatch() const;
  int64_t batchCount() const;
};

namespace reference {
/// Sums in f64, rounded to f32 once (exact for integers).
void matmul(const MatMulParams &p, const float *left, const float *right,
            float *acc);
} // namespace reference

namespace fast {
/// Product of two activations in f32 (not exact for integers whose sums pass
/// 2^24; see MatMulParams and accumulatorFitsF32).
Status matmul(const MatMulParams &p, const float *left, const float *right,
              float *acc);
/// Product of two integer activations, exact. |left| <= leftMax and
/// |right| <= rightMax.
Status matmulExact(const MatMulParams &p, float leftMax, float rightMax,
                   const float *left, const float *right, float *acc);
} // namespace fast

/// A constant right operand, packed; shared like PackedConvWeights.
class PackedMatMulWeights;

/// `right` is [k, n], or [n, k] if rightTranspose. With `integerRange` (the
/// values of the left operand) results are exact.
std::shared_ptr<const PackedMatMulWeights>
packMatMulWeights(int64_t k, int64_t n, bool rightTranspose,
                  std::optional<InputRange> integerRange, const float *right,
                  Status &status);

/// rows x k times a constant k x n.
class MatMulKernel {
public:
  /// out = epilogue(acc + bias[n]).
  static std::unique_ptr<MatMulKernel>
  createFloat(std::shared_ptr<const PackedMatMulWeights> weights,
              Span<float> bias, const FloatEpilogue &epilogue, Status &status);
  /// out = requant(acc), channel = column. MatMul's relu comes before the
  /// requantization: Requant::reluBefore.
  static std::unique_ptr<MatMulKernel>
  createQuantized(std::shared_ptr<const PackedMatMulWeights> weights,
                  Requant requant, Status &status);
  ~MatMulKernel();

  /// in: [rows, k], out: [rows, n].
  Status run(int64_t rows, const float *in, float *out) const;

private:
  struct Impl;
  explicit MatMulKernel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_MATMUL_H
