// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TPU_TRANSFORMS_PASSES_H
#define TPUC_DIALECT_TPU_TRANSFORMS_PASSES_H

#include "tpuc/Dialect/Tpu/TpuOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tpuc::tpu {
#define GEN_PASS_DECL
#include "tpuc/Dialect/Tpu/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "tpuc/Dialect/Tpu/Transforms/Passes.h.inc"
} // namespace tpuc::tpu

#endif // TPUC_DIALECT_TPU_TRANSFORMS_PASSES_H
