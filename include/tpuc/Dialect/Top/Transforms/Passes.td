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

def TopScaleChannels : Pass<"top-scale-channels", "::mlir::func::FuncOp"> {
  let summary = "move per-channel scales from a layer into the weights of its readers";
  let description = [{
    A layer with the attribute `top.channel_scale` gets its weights and bias
    divided by the scale of each output channel, and every layer that reads it
    gets its weights multiplied by the scale of the input channel, so that the
    network computes the same function. The attribute is removed. Weights are
    computed in double precision and rounded once.

    This is how cross-layer equalization (Nagel et al., "Data-Free Quantization
    Through Weight Equalization and Bias Correction", ICCV 2019) and SmoothQuant
    (Xiao et al., ICML 2023) change a network; what the scales are is decided by
    whoever sets them. It holds across a fused ReLU, since scales are positive.
    A `relu_limit` stays as it is: the function is then the same only where no
    scaled channel reaches the limit, before or after.

    The layer is a Conv, Deconv, MatMul, Scale or LayerNorm with weights, is no
    output of the network, and is read only by Conv, Deconv, MatMul and Scale,
    as what their weights are applied to. Anything else is an error.
  }];
  let statistics = [
    Statistic<"numScaled", "layers-scaled", "layers whose channels were scaled">];
}

#endif // TPUC_DIALECT_TOP_TRANSFORMS_PASSES_TD
