//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Ops about places and truth. Indices, booleans and other integers are f32
// tensors of whole numbers, exact up to 2^24.
#ifndef TPUC_DIALECT_TOP_TOPINDEXOPS_TD
#define TPUC_DIALECT_TOP_TOPINDEXOPS_TD

include "tpuc/Dialect/Top/TopIndexAttrs.td"
include "tpuc/Dialect/Top/TopOpsBase.td"

//===----------------------------------------------------------------------===//
// Truth
//===----------------------------------------------------------------------===//

def Top_CompareOp : Top_Op<"Compare"> {
  let summary = "1 where the comparison holds, else 0";
  let description = [{
    Element by element with numpy broadcasting. A comparison with NaN does not
    hold, except `ne`.

    ```mlir
    %2 = top.Compare(%0, %1) {mode = #top<compare_mode ge>}
      : (tensor<1x8x4x4xf32>, tensor<1x8x1x1xf32>) -> tensor<1x8x4x4xf32>
      loc("mask")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$lhs, Top_Tensor:$rhs), Top_CompareAttrs);
}

def Top_WhereOp : Top_Op<"Where"> {
  let summary = "lhs where cond is not 0, else rhs";
  let description = [{
    Element by element, the three operands broadcast as in numpy.

    ```mlir
    %3 = top.Where(%m, %0, %1) : (tensor<1x1x4x4xf32>, tensor<1x8x4x4xf32>,
      tensor<1xf32>) -> tensor<1x8x4x4xf32> loc("masked")
    ```
  }];
  let arguments = (ins Top_Tensor:$cond, Top_Tensor:$lhs, Top_Tensor:$rhs);
}

def Top_BitwiseOp : Top_Op<"Bitwise"> {
  let summary = "and, or, xor or shift of whole numbers";
  let description = [{
    The operands are taken as 64-bit integers in two's complement, with numpy
    broadcasting; a shift to the left by more than 63 places gives 0, one to the
    right keeps the sign.

    ```mlir
    %2 = top.Bitwise(%0, %1) {mode = #top<bitwise_mode shift_left>}
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("shifted")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$lhs, Top_Tensor:$rhs), Top_BitwiseAttrs);
}

def Top_ModOp : Top_Op<"Mod"> {
  let summary = "remainder of a division";
  let description = [{
    With the sign of the divisor (`lhs - floor(lhs / rhs) * rhs`, as Python), or
    with `fmod` that of the dividend (as C). numpy broadcasting.

    ```mlir
    %2 = top.Mod(%0, %1) : (tensor<1x8xf32>, tensor<1xf32>) -> tensor<1x8xf32>
      loc("mod")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$lhs, Top_Tensor:$rhs), Top_ModAttrs);
}

//===----------------------------------------------------------------------===//
// Along an axis
//===----------------------------------------------------------------------===//

def Top_CumSumOp : Top_UnaryOp<"CumSum"> {
  let summary = "sums of the elements up to each place of an axis";
  let description = [{
    `exclusive` leaves out the element itself, `reverse` sums from the end.

    ```mlir
    %1 = top.CumSum(%0) {axis = 1 : i64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
      loc("sums")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input), Top_CumulativeAttrs);
}

def Top_CumProdOp : Top_UnaryOp<"CumProd"> {
  let summary = "products of the elements up to each place of an axis";
  let description = [{
    `exclusive` leaves out the element itself, `reverse` begins at the end.

    ```mlir
    %1 = top.CumProd(%0) {axis = 1 : i64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
      loc("products")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input), Top_CumulativeAttrs);
}

def Top_ArgOp : Top_UnaryOp<"Arg"> {
  let summary = "place of the largest or smallest element along an axis";
  let description = [{
    Of several, the first, or with `select_last_index` the last.

    ```mlir
    %1 = top.Arg(%0) {axis = 1 : i64, mode = #top<arg_mode max>,
      keepdims = false} : (tensor<1x1000xf32>) -> tensor<1xf32> loc("label")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input), Top_ArgAttrs);
}

def Top_TopKOp : Top_UnaryOp<"TopK"> {
  let summary = "the k largest or smallest elements along an axis, or their places";
  let description = [{
    Sorted, the extreme first; of equal elements the one with the lower place
    first. One op computes one of the two results (`what`); `k` may be the size
    of the axis, which sorts it.

    ```mlir
    %1 = top.TopK(%0) {axis = 1 : i64, k = 5 : i64, what = #top<topk_output indices>}
      : (tensor<1x1000xf32>) -> tensor<1x5xf32> loc("labels")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input), Top_TopKAttrs);
}

//===----------------------------------------------------------------------===//
// Elements at places
//===----------------------------------------------------------------------===//

def Top_GatherOp : Top_Op<"Gather"> {
  let summary = "slices of an axis at given places";
  let description = [{
    `axis` of the input is replaced by the dimensions of `indices`. Negative
    indices count from the end; one out of bounds is an error when it is met.

    ```mlir
    %1 = top.Gather(%w, %ids) {axis = 0 : i64}
      : (tensor<30522x384xf32>, tensor<1x16xf32>) -> tensor<1x16x384xf32>
      loc("embedding")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$indices), Top_GatherAttrs);
}

def Top_GatherElementsOp : Top_Op<"GatherElements"> {
  let summary = "elements at given places of an axis";
  let description = [{
    `out[i][j][k] = input[i][indices[i][j][k]][k]` for axis 1 of 3. `indices` has
    the input's rank and, but for the axis, no larger dimensions.

    ```mlir
    %1 = top.GatherElements(%0, %i) {axis = 1 : i64}
      : (tensor<2x8xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("picked")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$indices), Top_GatherAttrs);
}

def Top_GatherNDOp : Top_Op<"GatherND"> {
  let summary = "slices at given coordinates";
  let description = [{
    The last dimension of `indices` holds coordinates of the dimensions after
    the first `batch_dims`, which both operands share.

    ```mlir
    %1 = top.GatherND(%0, %i) : (tensor<4x5x6xf32>, tensor<3x2xf32>)
      -> tensor<3x6xf32> loc("rows")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$indices), Top_GatherNDAttrs);
}

class Top_ScatterOp<string mnemonic, dag attrs> : Top_Op<mnemonic> {
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$indices,
                            Top_Tensor:$updates), attrs);
}

def Top_ScatterElementsOp : Top_ScatterOp<"ScatterElements", Top_ScatterElementsAttrs> {
  let summary = "the input with elements at given places of an axis updated";
  let description = [{
    `out[i][indices[i][j][k]][k] = updates[i][j][k]` for axis 1 of 3, or joined
    with what is there by `mode`. Updates come in order: the last one stays.

    ```mlir
    %1 = top.ScatterElements(%0, %i, %u) {axis = 1 : i64}
      : (tensor<2x8xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x8xf32>
      loc("put")
    ```
  }];
}

def Top_ScatterNDOp : Top_ScatterOp<"ScatterND", Top_ScatterNDAttrs> {
  let summary = "the input with slices at given coordinates updated";
  let description = [{
    The last dimension of `indices` holds coordinates of the first dimensions.

    ```mlir
    %1 = top.ScatterND(%0, %i, %u) {mode = #top<scatter_mode add>}
      : (tensor<4x5x6xf32>, tensor<3x2xf32>, tensor<3x6xf32>) -> tensor<4x5x6xf32>
      loc("put")
    ```
  }];
}

#endif // TPUC_DIALECT_TOP_TOPINDEXOPS_TD
