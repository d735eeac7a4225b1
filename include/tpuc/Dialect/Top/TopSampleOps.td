//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPSAMPLEOPS_TD
#define TPUC_DIALECT_TOP_TOPSAMPLEOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

def Top_InterpOp : Top_UnaryOp<"Interp"> {
  let summary = "resizes the last two dimensions";
  let description = [{
    Result size `target_shape` (`[h, w]`). `scale_h`, `scale_w` are the scales
    that the coordinate formula uses (result/input size when not given). The
    formulas are those of ONNX Resize-19: `coord_mode` finds the place in the
    input, `mode` what is read there. `cubic` has the coefficient `cubic_coeff`;
    `exclude_outside` gives places outside the input no weight; `antialias`
    widens the filter when it shrinks. `tf_crop_and_resize` reads the part `roi`
    (`[begin_h, begin_w, end_h, end_w]`, in units of the input's size) and
    `extrapolation` outside the input.

    ```mlir
    %1 = top.Interp(%0) {target_shape = array<i64: 8, 8>,
      mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32> loc("up")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, DenseI64ArrayAttr:$target_shape,
    Top_InterpModeAttr:$mode, Top_CoordModeAttr:$coord_mode,
    DefaultValuedOptionalAttr<Top_NearestModeAttr,
      "::tpuc::top::NearestMode::round_prefer_floor">:$nearest_mode,
    OptionalAttr<F64Attr>:$scale_h, OptionalAttr<F64Attr>:$scale_w,
    DefaultValuedOptionalAttr<F64Attr, "-0.75">:$cubic_coeff,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$exclude_outside,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$antialias,
    OptionalAttr<DenseF64ArrayAttr>:$roi,
    DefaultValuedOptionalAttr<F64Attr, "0.0">:$extrapolation);
  let hasVerifier = 1;
}

def Top_GridSampleOp : Top_Op<"GridSample"> {
  let summary = "reads a 2-D or 3-D input at the places of a grid";
  let description = [{
    Input `[N, C, H, W]` and grid `[N, OH, OW, 2]` (x, y) give `[N, C, OH, OW]`;
    with a depth, `[N, C, D, H, W]` and `[N, OD, OH, OW, 3]` (x, y, z). Grid
    values -1 and 1 are the input's edges, or with `align_corners` the centres of
    its first and last elements. `mode` cubic exists in 2-D.

    ```mlir
    %1 = top.GridSample(%0, %grid) {mode = #top<interp_mode linear>}
      : (tensor<1x8x4x4xf32>, tensor<1x6x6x2xf32>) -> tensor<1x8x6x6xf32>
      loc("sampled")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Top_Tensor:$grid,
    DefaultValuedOptionalAttr<Top_InterpModeAttr,
      "::tpuc::top::InterpMode::linear">:$mode,
    DefaultValuedOptionalAttr<Top_SamplePaddingAttr,
      "::tpuc::top::SamplePadding::zeros">:$padding_mode,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$align_corners);
}

def Top_RoiAlignOp : Top_Op<"RoiAlign"> {
  let summary = "regions of images sampled to one size";
  let description = [{
    Input `[N, C, H, W]`, boxes `[R, 4]` (x1, y1, x2, y2, to be multiplied by
    `spatial_scale`), the image of each box `[R]`; result `[R, C, output_h,
    output_w]`. Each bin joins `sampling_ratio` x `sampling_ratio` bilinear
    samples (0: as many as input elements it spans). `half_pixel` shifts the
    boxes by half an element (He et al., 2017; ONNX RoiAlign-16).

    ```mlir
    %1 = top.RoiAlign(%0, %boxes, %images) {output_h = 7 : i64,
      output_w = 7 : i64, sampling_ratio = 2 : i64}
      : (tensor<1x8x32x32xf32>, tensor<5x4xf32>, tensor<5xf32>)
      -> tensor<5x8x7x7xf32> loc("roi")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Top_Tensor:$boxes, Top_Tensor:$images,
    I64Attr:$output_h, I64Attr:$output_w,
    DefaultValuedOptionalAttr<I64Attr, "0">:$sampling_ratio,
    DefaultValuedOptionalAttr<F64Attr, "1.0">:$spatial_scale,
    DefaultValuedOptionalAttr<Top_RoiPoolAttr,
      "::tpuc::top::RoiPool::avg">:$mode,
    DefaultValuedOptionalAttr<BoolAttr, "true">:$half_pixel);
  let hasVerifier = 1;
}

#endif // TPUC_DIALECT_TOP_TOPSAMPLEOPS_TD
