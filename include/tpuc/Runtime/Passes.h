// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The passes that move weights between a text module and its weight file.
#ifndef TPUC_RUNTIME_PASSES_H
#define TPUC_RUNTIME_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace tpuc::runtime {

/// Where a tool reads and writes its module, which a pass cannot see. Weight
/// files are named relative to it. "" or "-" are standard input and output.
struct ModulePaths {
  std::string input, output;
};

#define GEN_PASS_DECL
#include "tpuc/Runtime/Passes.h.inc"

/// Registers `top-load-weights` and `top-save-weights`. `paths` is looked at
/// when a pass runs, so a tool may fill it in after its command line is parsed.
void registerWeightPasses(std::shared_ptr<const ModulePaths> paths);

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_PASSES_H
