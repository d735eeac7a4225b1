// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The dialect's canonicalization patterns, by subject. A pattern keeps layer
// names: an op that replaces another takes its name, an op it adds gets a
// derived one, and the name of a network output is never lost.
#ifndef TPUC_LIB_DIALECT_TOP_CANONICALIZE_H
#define TPUC_LIB_DIALECT_TOP_CANONICALIZE_H

#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/IR/PatternMatch.h"

namespace tpuc::top {

/// Ops whose result is one of their operands.
void populateIdentityPatterns(mlir::RewritePatternSet &patterns);
/// Reshape, Squeeze, Unsqueeze, Permute.
void populateShapePatterns(mlir::RewritePatternSet &patterns);
/// Binary ops with a constant operand: scalar forms and Scale.
void populateConstantPatterns(mlir::RewritePatternSet &patterns);
/// Ops that are special cases of others: Clip, BatchNorm, Reduce, MatMul.
void populateSimplifyPatterns(mlir::RewritePatternSet &patterns);

} // namespace tpuc::top

#endif // TPUC_LIB_DIALECT_TOP_CANONICALIZE_H
