// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TOP_TRANSFORMS_PASSES_H
#define TPUC_DIALECT_TOP_TRANSFORMS_PASSES_H

#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tpuc::top {
#define GEN_PASS_DECL
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"

/// `top-optimize`: what model_transform runs after import.
void buildOptimizePipeline(mlir::OpPassManager &pm);
/// Registers the `top-optimize` pipeline.
void registerPipelines();

#define GEN_PASS_REGISTRATION
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

#endif // TPUC_DIALECT_TOP_TRANSFORMS_PASSES_H
