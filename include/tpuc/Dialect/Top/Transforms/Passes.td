// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TOP_TRANSFORMS_PASSES_TD
#define TPUC_DIALECT_TOP_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def TopShapeInference : Pass<"top-shape-inference", "::mlir::ModuleOp"> {
  let summary = "recompute every result shape from the inputs' shapes";
  let description = [{
    Walks the network in order and sets each result's shape to what the op
    infers from its operands (after an input shape was changed, say); the
    function's type follows. Fails naming the first layer whose shape cannot be.
  }];
  let statistics = [
    Statistic<"numChanged", "changed", "results whose shape changed">];
}

def TopFuse : Pass<"top-fuse", "::mlir::func::FuncOp"> {
  let summary = "fuse BatchNorm/Scale into Conv, activations into producers, Pad into Conv and pools";
  let description = [{
    A fused op takes the layer name of the tensor it now produces. Only values
    with one use are fused.
  }];
  let dependentDialects = ["::tpuc::top::TopDialect"];
}

def TopFoldWeights : Pass<"top-fold-weights", "::mlir::func::FuncOp"> {
  let summary = "evaluate layers whose operands are all weights";
  let dependentDialects = ["::tpuc::top::TopDialect"];
}

def TopVerifyNames : Pass<"top-verify-names", "::mlir::ModuleOp"> {
  let summary = "check that every layer has a name and that names are unique";
}

#endif // TPUC_DIALECT_TOP_TRANSFORMS_PASSES_TD
