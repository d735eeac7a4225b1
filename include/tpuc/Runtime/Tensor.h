// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What a value of a network is: its name, shape and numeric type. At run time
// every value is a float32 buffer whatever its type: quantized values hold
// whole numbers, f16 and bf16 values are rounded already.
#ifndef TPUC_RUNTIME_TENSOR_H
#define TPUC_RUNTIME_TENSOR_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class Type;
} // namespace mlir

namespace tpuc::runtime {

enum class Storage { F32, F16, BF16, I8, U8, I16, I32, I64 };

/// "f32", "i8" ...
llvm::StringRef stringify(Storage storage);

inline bool isFloat(Storage s) {
  return s == Storage::F32 || s == Storage::F16 || s == Storage::BF16;
}

struct TensorInfo {
  std::string name;           ///< layer name
  std::string op;             ///< op that produces it: "top.Conv"
  std::vector<int64_t> shape; ///< of one sample, the model's batch included
  Storage storage = Storage::F32;
  /// real = scale * (stored - zeroPoint) when `quantized`.
  bool quantized = false;
  double scale = 1.0;
  int64_t zeroPoint = 0;

  int64_t numElements() const;
};

/// Reads storage, scale and zero point off a tensor type. False when values of
/// the type cannot be held (per-axis quantized activations, f64 ...).
bool readTensorType(mlir::Type type, TensorInfo &info);

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_TENSOR_H
