// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Recognizers that several stages of lowering share.
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_PATTERNS_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_PATTERNS_H

#include "mlir/IR/Operation.h"

namespace tpuc {

/// A top.Reduce that is the mean over H and W of a rank-4 value: every chip
/// computes it as an average pool of the whole plane.
bool isSpatialMean(mlir::Operation *op);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_PATTERNS_H
