// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.RoiAlign in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 2x1x2x2xf32 = [1.5625, 3, 7.3125, 8.75, 19.875, 20.625, 25.875, 26.625]
  func.func @f32(%x: tensor<2x1x4x4xf32> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"},
              %boxes: tensor<2x4xf32> {run.input = "0,0,3,3,1,0.5,2.5,3.5"},
              %images: tensor<2xf32> {run.input = "0,1"})
      -> tensor<2x1x2x2xf32> {
    %y = tpu.RoiAlign(%x, %boxes, %images) {output_h = 2 : i64, output_w = 2 : i64, sampling_ratio = 2 : i64}
      : (tensor<2x1x4x4xf32>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<2x1x2x2xf32> loc("y")
    return %y : tensor<2x1x2x2xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 2x1x2x2xbf16 = [1.5625, 3, 7.3125, 8.75, 19.875, 20.625, 25.875, 26.625]
  func.func @bf16(%x: tensor<2x1x4x4xbf16> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"},
               %boxes: tensor<2x4xbf16> {run.input = "0,0,3,3,1,0.5,2.5,3.5"},
               %images: tensor<2xbf16> {run.input = "0,1"})
      -> tensor<2x1x2x2xbf16> {
    %y = tpu.RoiAlign(%x, %boxes, %images) {output_h = 2 : i64, output_w = 2 : i64, sampling_ratio = 2 : i64}
      : (tensor<2x1x4x4xbf16>, tensor<2x4xbf16>, tensor<2xbf16>) -> tensor<2x1x2x2xbf16> loc("y")
    return %y : tensor<2x1x2x2xbf16>
  }
}
