//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPCONVOPS_TD
#define TPUC_DIALECT_TOP_TOPCONVOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

def Top_ConvOp : Top_ClampedOp<"Conv"> {
  let summary = "1-D, 2-D or 3-D convolution with a fused activation";
  let description = [{
    Input `[N, C, spatial...]`, filter `[OC, C/group, kernel...]`, bias `[OC]`.
    `pads` is all begins then all ends, `[top, left, bottom, right]` in 2-D.

    ```mlir
    %1 = top.Conv(%0, %w, %b) {kernel_shape = array<i64: 3, 3>,
      strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, do_relu = true}
      : (tensor<1x3x224x224xf32>, tensor<32x3x3x3xf32>, tensor<32xf32>)
      -> tensor<1x32x112x112xf32> loc("conv1")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$filter,
    Optional<Top_Tensor>:$bias,
    DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads,
    OptionalAttr<DenseI64ArrayAttr>:$dilations,
    DefaultValuedOptionalAttr<I64Attr, "1">:$group), Top_ReluAttrs);
  let hasVerifier = 1;
}

def Top_DeconvOp : Top_ClampedOp<"Deconv"> {
  let summary = "transposed convolution in 1, 2 or 3 dimensions";
  let description = [{
    Input `[N, C, spatial...]`, filter `[C, OC/group, kernel...]` (as ONNX
    ConvTranspose), bias `[OC]`. `pads` crops the full result, begins then ends;
    `output_padding` adds rows and columns at the end.

    ```mlir
    %1 = top.Deconv(%0, %w) {kernel_shape = array<i64: 2, 2>,
      strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x8x7x7xf32>, tensor<8x4x2x2xf32>) -> tensor<1x4x14x14xf32>
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$filter,
    Optional<Top_Tensor>:$bias,
    DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads,
    OptionalAttr<DenseI64ArrayAttr>:$dilations,
    OptionalAttr<DenseI64ArrayAttr>:$output_padding,
    DefaultValuedOptionalAttr<I64Attr, "1">:$group), Top_ReluAttrs);
  let hasVerifier = 1;
}

def Top_MatMulOp : Top_ClampedOp<"MatMul"> {
  let summary = "matrix product, batched with numpy broadcasting, with bias";
  let description = [{
    `[..., M, K] x [..., K, N] -> [..., M, N]`; `right_transpose` takes the
    right side as `[..., N, K]`, `left_transpose` the left as `[..., K, M]`.
    Bias `[N]`. Operands of rank 1 are not allowed: importers reshape.

    ```mlir
    %1 = top.MatMul(%0, %w, %b) {right_transpose = true}
      : (tensor<1x1280xf32>, tensor<1000x1280xf32>, tensor<1000xf32>)
      -> tensor<1x1000xf32> loc("logits")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$right,
    Optional<Top_Tensor>:$bias,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$left_transpose,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$right_transpose), Top_ReluAttrs);
  let hasVerifier = 1;
}

class Top_PoolOp<string mnemonic, dag extra> : Top_ClampedOp<mnemonic> {
  let arguments = !con((ins Top_Tensor:$input,
    DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads), extra,
    (ins DefaultValuedOptionalAttr<BoolAttr, "false">:$ceil_mode), Top_ReluAttrs);
  let hasVerifier = 1;
}

def Top_MaxPoolOp : Top_PoolOp<"MaxPool",
    (ins OptionalAttr<DenseI64ArrayAttr>:$dilations)> {
  let summary = "maximum over windows";
  let description = [{
    Padding counts as minus infinity. `ceil_mode` rounds the output size up, as
    long as the last window starts inside the input or its begin padding.

    ```mlir
    %1 = top.MaxPool(%0) {kernel_shape = array<i64: 3, 3>,
      strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x64x112x112xf32>) -> tensor<1x64x56x56xf32>
    ```
  }];
}

def Top_AvgPoolOp : Top_PoolOp<"AvgPool",
    (ins OptionalAttr<DenseI64ArrayAttr>:$dilations,
     DefaultValuedOptionalAttr<BoolAttr, "false">:$count_include_pad)> {
  let summary = "mean over windows; a window of the whole plane is global pooling";
  let description = [{
    The divisor is the number of elements inside the input, or the window's
    size with `count_include_pad` (elements beyond the end padding, met with
    `ceil_mode`, never count).

    ```mlir
    %1 = top.AvgPool(%0) {kernel_shape = array<i64: 7, 7>,
      strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1280x7x7xf32>) -> tensor<1x1280x1x1xf32>
    ```
  }];
}

#endif // TPUC_DIALECT_TOP_TOPCONVOPS_TD
