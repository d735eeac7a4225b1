// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_DIALECT_TOP_TRANSFORMS_EVALUATE_H
#define TPUC_LIB_DIALECT_TOP_TRANSFORMS_EVALUATE_H

#include "mlir/IR/Operation.h"
#include <optional>
#include <vector>

namespace tpuc::top {

/// Computes a layer whose operands are all f32 weights with blobs, by the
/// reference kernels; none for layers of other kinds (data movement and
/// element-wise arithmetic are known).
std::optional<std::vector<float>> evaluate(mlir::Operation *op);

} // namespace tpuc::top

#endif // TPUC_LIB_DIALECT_TOP_TRANSFORMS_EVALUATE_H
