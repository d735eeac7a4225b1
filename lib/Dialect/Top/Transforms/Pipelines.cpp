// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tpuc::top;

void tpuc::top::buildOptimizePipeline(OpPassManager &pm) {
  pm.addPass(createTopShapeInference());
  OpPassManager &functions = pm.nest<func::FuncOp>();
  // Weights first: canonicalization looks for operands that are weights.
  functions.addPass(createTopFoldWeights());
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createTopFuse());
  functions.addPass(createCanonicalizerPass());
  pm.addPass(createTopVerifyNames());
}

void tpuc::top::registerPipelines() {
  PassPipelineRegistration<>(
      "top-optimize",
      "shape inference, weight folding, canonicalization and fusing of an "
      "imported network, then a check of its layer names",
      buildOptimizePipeline);
}
