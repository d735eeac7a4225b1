// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Whether every op can be executed and has a test that does so.
#ifndef TPUC_TOOLS_TPUC_RUN_COVERAGE_H
#define TPUC_TOOLS_TPUC_RUN_COVERAGE_H

#include "mlir/IR/MLIRContext.h"

namespace tpuc::run {

/// Reports to stderr every op of the dialects `top` and `tpu` that no kernel
/// computes or that has no test `folder/{Top,Tpu}/<Op>.mlir`, and every such
/// file that is named after no op. Returns false when there was one.
bool checkCoverage(mlir::MLIRContext &context, llvm::StringRef folder);

} // namespace tpuc::run

#endif // TPUC_TOOLS_TPUC_RUN_COVERAGE_H
