//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPSHAPEOPS_TD
#define TPUC_DIALECT_TOP_TOPSHAPEOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

def Top_ConcatOp : Top_ClampedOp<"Concat"> {
  let summary = "tensors joined along axis";
  let description = [{
    ```mlir
    %2 = top.Concat(%0, %1) {axis = 1 : i64}
      : (tensor<1x8x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x12x4x4xf32>
      loc("cat")
    ```
  }];
  let arguments = !con((ins Variadic<Top_Tensor>:$inputs, I64Attr:$axis),
                       Top_ReluAttrs);
}

def Top_ReshapeOp : Top_UnaryOp<"Reshape"> {
  let summary = "the same elements in another shape";
  let description = [{
    `shape` holds the result's dimensions; one may be -1 (the rest), and 0 keeps
    the input's dimension at that place, as in ONNX.

    ```mlir
    %1 = top.Reshape(%0) {shape = array<i64: 1, -1>}
      : (tensor<1x1280x1x1xf32>) -> tensor<1x1280xf32> loc("flat")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$shape);
}

def Top_SqueezeOp : Top_UnaryOp<"Squeeze"> {
  let summary = "drops dimensions of size 1";
  let description = [{
    ```mlir
    %1 = top.Squeeze(%0) {axes = array<i64: 2, 3>}
      : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32> loc("sq")
    ```
    Empty `axes` drops every dimension of size 1.
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$axes);
}

def Top_UnsqueezeOp : Top_UnaryOp<"Unsqueeze"> {
  let summary = "inserts dimensions of size 1";
  let description = [{
    `axes` are places in the result.

    ```mlir
    %1 = top.Unsqueeze(%0) {axes = array<i64: 2, 3>}
      : (tensor<1x8xf32>) -> tensor<1x8x1x1xf32> loc("un")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$axes);
}

def Top_PermuteOp : Top_UnaryOp<"Permute"> {
  let summary = "dimensions in another order";
  let description = [{
    Result dimension `i` is input dimension `order[i]`.

    ```mlir
    %1 = top.Permute(%0) {order = array<i64: 0, 2, 3, 1>}
      : (tensor<1x8x4x5xf32>) -> tensor<1x4x5x8xf32> loc("perm")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$order);
}

def Top_SliceOp : Top_UnaryOp<"Slice"> {
  let summary = "a strided part of a tensor";
  let description = [{
    For every dimension: elements `offset, offset + step, ...` before `end`
    (after `end` with a negative step; then `end` may be -1, one before the
    first element). All values are normalized: offsets and ends are not negative
    except that -1.

    ```mlir
    %1 = top.Slice(%0) {offset = array<i64: 0, 0, 0, 0>,
      ends = array<i64: 1, 8, 4, 4>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x4x4x4xf32> loc("even")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$offset,
    DenseI64ArrayAttr:$ends, DenseI64ArrayAttr:$steps);
}

def Top_PadOp : Top_UnaryOp<"Pad"> {
  let summary = "border around a tensor";
  let description = [{
    `paddings` holds all begins, then all ends, for every dimension; negative
    values crop. `wrap` continues with the other end of the tensor.

    ```mlir
    %1 = top.Pad(%0) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x6x6xf32> loc("pad")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$paddings,
    DefaultValuedOptionalAttr<Top_PadModeAttr, "::tpuc::top::PadMode::constant">:$mode,
    DefaultValuedOptionalAttr<F64Attr, "0.0">:$val);
}

def Top_UpsampleOp : Top_UnaryOp<"Upsample"> {
  let summary = "repeats rows and columns a whole number of times";
  let description = [{
    ```mlir
    %1 = top.Upsample(%0) {scale_h = 2 : i64, scale_w = 2 : i64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32> loc("up")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, I64Attr:$scale_h, I64Attr:$scale_w);
}

def Top_DepthToSpaceOp : Top_UnaryOp<"DepthToSpace"> {
  let summary = "moves channels to space (or back with is_inversed)";
  let description = [{
    `is_crd` chooses ONNX's CRD order (pixel shuffle), else DCR.

    ```mlir
    %1 = top.DepthToSpace(%0) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true}
      : (tensor<1x8x4x4xf32>) -> tensor<1x2x8x8xf32> loc("d2s")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, I64Attr:$block_h, I64Attr:$block_w,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$is_crd,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$is_inversed);
}

def Top_TileOp : Top_UnaryOp<"Tile"> {
  let summary = "the tensor repeated along each dimension";
  let description = [{
    ```mlir
    %1 = top.Tile(%0) {repeats = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x16x4x4xf32> loc("tile")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$repeats);
}

def Top_ReduceOp : Top_UnaryOp<"Reduce"> {
  let summary = "mean, sum, max ... over dimensions";
  let description = [{
    ```mlir
    %1 = top.Reduce(%0) {axes = array<i64: 2, 3>, keepdims = true,
      mode = #top<reduce_mode mean>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x1x1xf32> loc("gap")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$axes,
    DefaultValuedOptionalAttr<BoolAttr, "true">:$keepdims, Top_ReduceModeAttr:$mode);
}

#endif // TPUC_DIALECT_TOP_TOPSHAPEOPS_TD
