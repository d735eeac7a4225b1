//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Ops that find places, read at moved ones, or fill them. Places are f32
// tensors of whole numbers, exact up to 2^24; where it depends on the data how
// many there are, the result has room for all and the rest is -1.
#ifndef TPUC_DIALECT_TOP_TOPPLACEOPS_TD
#define TPUC_DIALECT_TOP_TOPPLACEOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"
include "tpuc/Dialect/Top/TopPlaceAttrs.td"

def Top_NonMaxSuppressionOp : Top_Op<"NonMaxSuppression"> {
  let summary = "boxes that overlap no better box of their class";
  let description = [{
    Boxes `[N, B, 4]` and scores `[N, C, B]`. Per image and class, boxes in
    order of falling scores (of equal ones the lower place first) are chosen
    unless their intersection over union with a chosen one is above
    `iou_threshold` (in [0, 1]), at most `max_output` of them, those with a score
    above `score_threshold` only. A box is two opposite corners (y, x), or with
    `center_point_box` (x, y, width, height).

    The result has `N * C * min(max_output, B)` rows (image, class, box), the
    chosen ones first, as ONNX orders them; all other rows are -1.

    ```mlir
    %2 = top.NonMaxSuppression(%boxes, %scores) {max_output = 10 : i64,
      iou_threshold = 0.5 : f64} : (tensor<1x100x4xf32>, tensor<1x3x100xf32>)
      -> tensor<30x3xf32> loc("chosen")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$boxes, Top_Tensor:$scores),
    Top_NonMaxSuppressionAttrs);
}

def Top_NonZeroOp : Top_UnaryOp<"NonZero"> {
  let summary = "the coordinates of elements that are not 0";
  let description = [{
    A row per dimension, a column per element, in row-major order. There are as
    many columns as elements; those behind the last coordinate are -1.

    ```mlir
    %1 = top.NonZero(%0) : (tensor<2x3xf32>) -> tensor<2x6xf32> loc("places")
    ```
  }];
}

def Top_MaxPoolIndicesOp : Top_Op<"MaxPoolIndices"> {
  let summary = "where in its plane the maximum of each window is";
  let description = [{
    The windows are those of `top.MaxPool`. A place is the row-major number of
    the element among the spatial dimensions of its sample and channel; of equal
    elements the first.

    ```mlir
    %1 = top.MaxPoolIndices(%0) {kernel_shape = array<i64: 2, 2>,
      strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x2x2xf32> loc("places")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input), Top_MaxPoolIndicesAttrs);
}

def Top_MaxUnpoolOp : Top_Op<"MaxUnpool"> {
  let summary = "elements put back to where a pooling took them from";
  let description = [{
    `input` and `indices` have one shape `[N, C, ...]`; each element goes to its
    place (as `top.MaxPoolIndices` numbers them) in a plane of `target_shape`,
    all other elements are 0. Of several for one place, the last stays.

    ```mlir
    %2 = top.MaxUnpool(%0, %places) {target_shape = array<i64: 4, 4>}
      : (tensor<1x8x2x2xf32>, tensor<1x8x2x2xf32>) -> tensor<1x8x4x4xf32>
      loc("unpooled")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$indices),
    Top_MaxUnpoolAttrs);
}

def Top_DeformGatherOp : Top_Op<"DeformGather"> {
  let summary = "the elements that a deformable convolution reads, side by side";
  let description = [{
    Input `[N, C, H, W]`. For each of the `OH` x `OW` windows of size `KH` x
    `KW`, `offset` `[N, offset_group * KH * KW * 2, OH, OW]` moves each of its
    places by (y, x); bilinear reading, 0 outside the input. `mask` `[N,
    offset_group * KH * KW, OH, OW]` multiplies what is read. The channels are
    divided among `offset_group` groups. The result `[N, C, OH * KH, OW * KW]`
    holds the windows side by side: a convolution with strides `KH`, `KW` of it
    is the deformable one of the input (Dai et al., 2017; Zhu et al., 2019).

    ```mlir
    %2 = top.DeformGather(%0, %offset) {kernel_shape = array<i64: 3, 3>,
      strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x8x4x4xf32>, tensor<1x18x4x4xf32>) -> tensor<1x8x12x12xf32>
      loc("gathered")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$offset,
    Optional<Top_Tensor>:$mask), Top_DeformGatherAttrs);
}

#endif // TPUC_DIALECT_TOP_TOPPLACEOPS_TD
