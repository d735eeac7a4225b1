//===- MatMul.cpp - Reference matrix product ------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/MatMul.h"
#include "tpuc/Kernels/Eltwise.h" // broadcastShapes

using namespace tpuc;
using namespace tpuc::kernels;

Shape MatMulParams::outBatch() const {
  return broadcastShapes(leftBatch, rightBatch);
}

int64_t MatMulParams::batchCount() const { return numElements(outBatch()); }

/// Index of the matrix that a broadcast operand contributes to output matrix
/// `index`.
static int64_t operandMatrix(int64_t index, const Shape &out,
                             const Shape &operand) {
  int64_t result = 0, stride = 1;
  for (size_t d = 0; d < out.size(); ++d) {
    const int64_t position = index % out[out.size() - 1 - d];
    index /= out[out.size() - 1 - d];
    if (d >= operand.size())
      continue;
    const int64_t size = operand[operand.size() - 1 - d];
    result += (size == 1 ? 0 : position) * stride;
    stride *= size;
  }
  return result;
}

void reference::matmul(const MatMulParams &p, const float *left,
                       const float *right, float *acc) {
  const Shape batch = p.outBatch();
  const int64_t count = numElements(batch);
  for (int64_t b = 0; b < count; ++b) {
    const float *l = left + operandMatrix(b, batch, p.leftBatch) * p.m * p.k;
    const float *r = right + operandMatrix(b, batch, p.rightBatch) * p.k * p.n;
    for (int64_t m = 0; m < p.m; ++m)
      for (int64_t n = 0; n < p.n; ++n) {
        double sum = 0.0;
        for (int64_t k = 0; k < p.k; ++k)
          sum += static_cast<double>(
                     l[p.leftTranspose ? k * p.m + m : m * p.k + k]) *
                 r[p.rightTranspose ? n * p.k + k : k * p.n + n];
        acc[(b * p.m + m) * p.n + n] = static_cast<float>(sum);
      }
  }
}
