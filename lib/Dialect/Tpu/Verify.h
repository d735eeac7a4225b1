// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the verifiers of the Tpu ops share.
#ifndef TPUC_LIB_DIALECT_TPU_VERIFY_H
#define TPUC_LIB_DIALECT_TPU_VERIFY_H

#include "tpuc/Dialect/Tpu/TpuOps.h"

#include <optional>
#include <string>

namespace tpuc::tpu {

using Shape = llvm::ArrayRef<int64_t>;

inline mlir::RankedTensorType tensorOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType());
}
inline mlir::Type elementOf(mlir::Value value) {
  return tensorOf(value).getElementType();
}
inline Shape shapeOf(mlir::Value value) { return tensorOf(value).getShape(); }

/// True for `!quant.uniform` (per tensor or per axis).
bool isQuantized(mlir::Type element);
inline bool isQuantized(mlir::Value value) {
  return isQuantized(elementOf(value));
}
/// "1x8x4x4"
std::string shapeText(Shape shape);

/// How the result type and `requant` of an op go together.
enum class RequantRule {
  Required, ///< a quantized result needs it
  Optional, ///< a quantized result may have it
  None,     ///< never
};
/// A float result never has `requant`; a quantized one follows `rule`. The
/// number of entries is 1 or `count`, or exactly `count` when `exact`.
mlir::LogicalResult verifyRequant(mlir::Operation *op, RequantAttr requant,
                                  RequantRule rule, int64_t count,
                                  bool exact = false);

/// Operand and result have the same shape.
mlir::LogicalResult verifySameShape(mlir::Operation *op, mlir::Value input);

/// An attribute has one element per spatial dimension.
mlir::LogicalResult verifyCount(mlir::Operation *op, llvm::StringRef attribute,
                                size_t found, size_t expected);

} // namespace tpuc::tpu

#endif // TPUC_LIB_DIALECT_TPU_VERIFY_H
