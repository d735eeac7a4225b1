// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.Interp; a half result is not rounded (quirk Q13); nearest moves integers as well.

module attributes {tpu.chip = "bm1684x"} {
  // Weights 3/4 and 1/4.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x4x4xf32 = [0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12, 16, 17, 19, 20, 18, 19, 21, 22, 22, 23, 25, 26, 24, 25, 27, 28]
  func.func @f32(%x: tensor<1x2x2x2xf32> {run.input = "0,4,8,12,16,20,24,28"})
      -> tensor<1x2x4x4xf32> {
    %y = tpu.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode linear>,
       coord_mode = #top<coord_mode half_pixel>, nearest_mode = #top<nearest_mode floor>}
      : (tensor<1x2x2x2xf32>) -> tensor<1x2x4x4xf32> loc("y")
    return %y : tensor<1x2x4x4xf32>
  }

  // 1024 + 7/4 = 1025.75 and 1024 + 21/4 = 1029.25 have more than 11 bits and keep them.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x1x1x4xf16 = [1024, 1025.75, 1029.25, 1031]
  func.func @f16(%x: tensor<1x1x1x2xf16> {run.input = "1024,1031"})
      -> tensor<1x1x1x4xf16> {
    %y = tpu.Interp(%x) {target_shape = array<i64: 1, 4>, mode = #top<interp_mode linear>,
       coord_mode = #top<coord_mode half_pixel>, nearest_mode = #top<nearest_mode floor>}
      : (tensor<1x1x1x2xf16>) -> tensor<1x1x1x4xf16> loc("y")
    return %y : tensor<1x1x1x4xf16>
  }

  // 128 + 3/2 = 129.5 is not rounded either.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x4x1xbf16 = [128, 129.5, 131, 131]
  func.func @bf16(%x: tensor<1x1x2x1xbf16> {run.input = "128,131"})
      -> tensor<1x1x4x1xbf16> {
    %y = tpu.Interp(%x) {target_shape = array<i64: 4, 1>, mode = #top<interp_mode linear>,
       coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode floor>}
      : (tensor<1x1x2x1xbf16>) -> tensor<1x1x4x1xbf16> loc("y")
    return %y : tensor<1x1x4x1xbf16>
  }

  // i8.
  // CHECK-LABEL: @nearest
  // CHECK-NEXT: y: 1x2x3x4xi8 = [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, -5, -5, -6, -6, -5, -5, -6, -6, -7, -7, -128, -128]
  func.func @nearest(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,2,3,4,-5,-6,-7,-128"})
      -> tensor<1x2x3x4x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Interp(%x) {target_shape = array<i64: 3, 4>, mode = #top<interp_mode nearest>,
       coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode floor>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x3x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x3x4x!quant.uniform<i8:f32, 0.5>>
  }
}
