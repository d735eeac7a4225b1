// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// How alike tensors are.
#ifndef TPUC_RUNTIME_SIMILARITY_H
#define TPUC_RUNTIME_SIMILARITY_H

#include "tpuc/Runtime/Tensor.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>

namespace tpuc::runtime {

enum class Metric {
  Cosine,    ///< of two zero tensors 1, of a zero tensor and another 0
  Euclidean, ///< 1 - |a - b| / |(a + b) / 2|
  SQNR,      ///< signal to quantization noise, dB; infinite when equal
  MSE,       ///< mean squared difference
};

/// "cosine", "euclidean", "sqnr", "mse".
std::optional<Metric> parseMetric(llvm::StringRef name);

/// Likeness of `x` to `reference`.
double similarity(Metric metric, llvm::ArrayRef<float> reference,
                  llvm::ArrayRef<float> x);

/// Tensors of a network over all samples, as real numbers in logical order.
struct ComparedTensors {
  std::vector<TensorInfo> infos; ///< of one sample
  std::vector<std::vector<float>> data;
  int64_t samples = 0;

  llvm::ArrayRef<float> sample(size_t tensor, int64_t index) const {
    size_t size = data[tensor].size() / samples;
    return llvm::ArrayRef<float>(data[tensor]).slice(index * size, size);
  }
};

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_SIMILARITY_H
