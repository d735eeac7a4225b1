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
  let summary = "fuse Scale into Conv, Deconv and MatMul, activations into producers, Pad into Conv and pools";
  let description = [{
    A fused op takes the layer name of the tensor it now produces. Only values
    with one use are fused. New weights are computed in double precision and
    rounded once.

    - Scale (what BatchNorm is after canonicalization), MulConst, AddConst and
      SubConst behind a Conv, Deconv, MatMul or Scale with weights; Scale before
      a Conv or MatMul where that is exact: no padding, or zeros stay zeros.
    - Relu, with its limit, into the op before it.
    - Pad of zeros, in spatial dimensions only, into Conv and AvgPool; into
      MaxPool when it pads with minus infinity or nothing is negative.
  }];
  let statistics = [
    Statistic<"numScales", "scales-fused", "Scale and scalar ops fused">,
    Statistic<"numRelus", "relus-fused", "Relus fused">,
    Statistic<"numPads", "pads-fused", "Pads fused">];
}

def TopFoldWeights : Pass<"top-fold-weights", "::mlir::func::FuncOp"> {
  let summary = "evaluate layers whose operands are all weights";
  let description = [{
    Data movement (Reshape, Squeeze, Unsqueeze, Permute, Slice, Pad, Tile,
    Concat) and element-wise arithmetic on f32 weights become weights with the
    layer's name. A layer that the network returns stays, and so does one with
    a weight whose blob is not attached.
  }];
  let statistics = [
    Statistic<"numFolded", "folded", "layers that became weights">];
}

def TopVerifyNames : Pass<"top-verify-names", "::mlir::ModuleOp"> {
  let summary = "check that every layer has a name and that names are unique";
  let description = [{
    Names key the calibration and quantization tables, tensor dumps and the
    weight file, so weights count as layers here.
  }];
}

#endif // TPUC_DIALECT_TOP_TRANSFORMS_PASSES_TD
