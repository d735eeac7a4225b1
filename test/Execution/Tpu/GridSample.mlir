// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.GridSample in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x1x2x3xf32 = [0, 1.75, 3.5, 4.5, 0, 0]
  func.func @f32(%x: tensor<1x1x2x4xf32> {run.input = "0,1,2,3,4,5,6,7"},
              %grid: tensor<1x2x3x2xf32> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
      -> tensor<1x1x2x3xf32> {
    %y = tpu.GridSample(%x, %grid)
      : (tensor<1x1x2x4xf32>, tensor<1x2x3x2xf32>) -> tensor<1x1x2x3xf32> loc("y")
    return %y : tensor<1x1x2x3xf32>
  }

  // Rounded to 11 bits; the reflected border.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x1x2x3xf16 = [0, 7, 3.5, 4.5, 3.5, 6]
  func.func @f16(%x: tensor<1x1x2x4xf16> {run.input = "0,1,2,3,4,5,6,7"},
              %grid: tensor<1x2x3x2xf16> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
      -> tensor<1x1x2x3xf16> {
    %y = tpu.GridSample(%x, %grid) {padding_mode = #top<sample_padding reflection>}
      : (tensor<1x1x2x4xf16>, tensor<1x2x3x2xf16>) -> tensor<1x1x2x3xf16> loc("y")
    return %y : tensor<1x1x2x3xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x2x3xbf16 = [0, 15, 10, 9, 0, 0]
  func.func @bf16(%x: tensor<1x1x4x4xbf16> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"},
               %grid: tensor<1x2x3x2xbf16> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
      -> tensor<1x1x2x3xbf16> {
    %y = tpu.GridSample(%x, %grid) {mode = #top<interp_mode nearest>, align_corners = true}
      : (tensor<1x1x4x4xbf16>, tensor<1x2x3x2xbf16>) -> tensor<1x1x2x3xbf16> loc("y")
    return %y : tensor<1x1x2x3xbf16>
  }
}
