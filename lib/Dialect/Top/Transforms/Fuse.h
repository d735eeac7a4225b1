// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The patterns of top-fuse, by subject. Each counts what it fused.
#ifndef TPUC_LIB_DIALECT_TOP_TRANSFORMS_FUSE_H
#define TPUC_LIB_DIALECT_TOP_TRANSFORMS_FUSE_H

#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Pass/Pass.h"

namespace tpuc::top {

/// Scale and scalar constants into Conv, Deconv, MatMul and other Scales.
void populateFuseScalePatterns(mlir::RewritePatternSet &patterns,
                               mlir::Pass::Statistic &fused);
/// Relu into ops that can clamp their own result.
void populateFuseReluPatterns(mlir::RewritePatternSet &patterns,
                              mlir::Pass::Statistic &fused);
/// Pad into Conv and pools.
void populateFusePadPatterns(mlir::RewritePatternSet &patterns,
                             mlir::Pass::Statistic &fused);

} // namespace tpuc::top

#endif // TPUC_LIB_DIALECT_TOP_TRANSFORMS_FUSE_H
