// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// One function run in every way that there is: by reference and by fast
// kernels, sample by sample and stacked. All must give the same.
#ifndef TPUC_TOOLS_TPUC_RUN_TRIAL_H
#define TPUC_TOOLS_TPUC_RUN_TRIAL_H

#include "tpuc/Runtime/Session.h"

#include "mlir/IR/BuiltinOps.h"

namespace tpuc::run {

/// The values of all named tensors for one sample, stored integers where the
/// tensor is quantized.
struct Tensors {
  std::vector<runtime::TensorInfo> infos;
  std::vector<std::vector<float>> values;
  std::vector<size_t> outputs; ///< those that the function returns
};

/// The values of each input for one sample, in the order of the arguments.
using Inputs = std::vector<std::vector<float>>;

/// What the inputs of a module with one function are.
llvm::Expected<std::vector<runtime::TensorInfo>>
inputsOf(mlir::ModuleOp module);

/// Runs the module's only function. The result is that of the reference
/// kernels; the error names the first tensor for which another way differs.
llvm::Expected<Tensors> runAllWays(mlir::ModuleOp module, const Inputs &inputs);

} // namespace tpuc::run

#endif // TPUC_TOOLS_TPUC_RUN_TRIAL_H
