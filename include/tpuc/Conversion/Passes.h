// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_CONVERSION_PASSES_H
#define TPUC_CONVERSION_PASSES_H

#include "tpuc/Dialect/Tpu/TpuOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tpuc {
#define GEN_PASS_DECL
#include "tpuc/Conversion/Passes.h.inc"

/// Registers `tpuc-lower{chip= mode= table= qtable= asymmetric= remarks=}`.
void registerConversionPipelines();

#define GEN_PASS_REGISTRATION
#include "tpuc/Conversion/Passes.h.inc"
} // namespace tpuc

#endif // TPUC_CONVERSION_PASSES_H
