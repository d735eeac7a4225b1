//===- BatchNorm.h - Batch normalisation as scale and offset ----*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_BATCHNORM_H
#define TPUC_LIB_KERNELS_BATCHNORM_H

#include "tpuc/Kernels/Common.h"
#include <cmath>

namespace tpuc::kernels {

/// (x - mean) / sqrt(variance + epsilon) * gamma + beta = x * factor + offset,
/// derived in f64.
inline void foldBatchNorm(Span<float> mean, Span<float> variance,
                          Span<float> gamma, Span<float> beta, float epsilon,
                          std::vector<float> &factor,
                          std::vector<float> &offset) {
  factor.resize(mean.size());
  offset.resize(mean.size());
  for (size_t c = 0; c < mean.size(); ++c) {
    const double f = (gamma.empty() ? 1.0 : gamma[c]) /
                     std::sqrt(static_cast<double>(variance[c]) + epsilon);
    factor[c] = static_cast<float>(f);
    offset[c] =
        static_cast<float>((beta.empty() ? 0.0 : beta[c]) - mean[c] * f);
  }
}

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_BATCHNORM_H
