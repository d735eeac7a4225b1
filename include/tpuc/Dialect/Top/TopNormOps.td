//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPNORMOPS_TD
#define TPUC_DIALECT_TOP_TOPNORMOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

def Top_BatchNormOp : Top_ClampedOp<"BatchNorm"> {
  let summary = "inference batch normalization over axis 1";
  let description = [{
    `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, all of shape `[C]`.
    Canonicalized to Scale, which the fusing pass merges into convolutions.

    ```mlir
    %1 = top.BatchNorm(%0, %m, %v, %g, %b) {epsilon = 1.0e-3 : f64}
      : (tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>,
         tensor<8xf32>) -> tensor<1x8x4x4xf32> loc("bn1")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$mean,
    Top_Tensor:$variance, Top_Tensor:$gamma, Top_Tensor:$beta,
    DefaultValuedOptionalAttr<F64Attr, "1.0e-5">:$epsilon), Top_ReluAttrs);
  let hasVerifier = 1;
}

def Top_ScaleOp : Top_ClampedOp<"Scale"> {
  let summary = "x * scale + bias per channel (axis 1)";
  let description = [{
    ```mlir
    %1 = top.Scale(%0, %s, %b)
      : (tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>)
      -> tensor<1x8x4x4xf32> loc("bn1")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$scale,
    Top_Tensor:$bias), Top_ReluAttrs);
}

def Top_LayerNormOp : Top_Op<"LayerNorm", [AttrSizedOperandSegments]> {
  let summary = "layer normalization over the axes from axis on";
  let description = [{
    `(x - mean) / sqrt(variance + eps) * weight + bias` with mean and variance
    over dimensions `axis..rank-1`, the shape of weight and bias.

    ```mlir
    %1 = top.LayerNorm(%0, %w, %b) {axis = 2 : i64, eps = 1.0e-5 : f64,
      operandSegmentSizes = array<i32: 1, 1, 1>}
      : (tensor<1x16x64xf32>, tensor<64xf32>, tensor<64xf32>)
      -> tensor<1x16x64xf32> loc("ln")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Optional<Top_Tensor>:$weight,
    Optional<Top_Tensor>:$bias, I64Attr:$axis,
    DefaultValuedOptionalAttr<F64Attr, "1.0e-5">:$eps);
  let hasVerifier = 1;
}

def Top_RMSNormOp : Top_Op<"RMSNorm"> {
  let summary = "root mean square normalization over the axes from axis on";
  let description = [{
    `x / sqrt(mean(x^2) + eps) * weight` (Zhang and Sennrich, 2019) with the mean
    over dimensions `axis..rank-1`, the shape of the weight.

    ```mlir
    %1 = top.RMSNorm(%0, %w) {axis = 2 : i64, eps = 1.0e-5 : f64}
      : (tensor<1x16x64xf32>, tensor<64xf32>) -> tensor<1x16x64xf32> loc("rms")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Optional<Top_Tensor>:$weight,
    I64Attr:$axis, DefaultValuedOptionalAttr<F64Attr, "1.0e-5">:$eps);
  let hasVerifier = 1;
}

def Top_GroupNormOp : Top_Op<"GroupNorm", [AttrSizedOperandSegments]> {
  let summary = "normalization over groups of channels (axis 1)";
  let description = [{
    `(x - mean) / sqrt(variance + eps) * weight + bias` with mean and variance
    over the channels of a group and all places (Wu and He, 2018); weight and
    bias have one element per channel. As many groups as channels is instance
    normalization.

    ```mlir
    %1 = top.GroupNorm(%0, %w, %b) {num_groups = 4 : i64,
      operandSegmentSizes = array<i32: 1, 1, 1>}
      : (tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>)
      -> tensor<1x8x4x4xf32> loc("gn")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Optional<Top_Tensor>:$weight,
    Optional<Top_Tensor>:$bias, I64Attr:$num_groups,
    DefaultValuedOptionalAttr<F64Attr, "1.0e-5">:$eps);
  let hasVerifier = 1;
}

def Top_LRNOp : Top_SameShapeOp<"LRN"> {
  let summary = "local response normalization across channels (axis 1)";
  let description = [{
    `x / (bias + alpha / size * sum(x^2))^beta` with the sum over `size` channels
    around each one: from `(size - 1) / 2` before, rounded down, to as many after,
    rounded up (Krizhevsky et al., 2012).

    ```mlir
    %1 = top.LRN(%0) {size = 5 : i64, alpha = 1.0e-4 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("lrn")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, I64Attr:$size,
    DefaultValuedOptionalAttr<F64Attr, "1.0e-4">:$alpha,
    DefaultValuedOptionalAttr<F64Attr, "0.75">:$beta,
    DefaultValuedOptionalAttr<F64Attr, "1.0">:$bias);
  let hasVerifier = 1;
}

#endif // TPUC_DIALECT_TOP_TOPNORMOPS_TD
