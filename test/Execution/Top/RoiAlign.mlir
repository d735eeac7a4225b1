// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Boxes of images sampled to one size.

// Two by two samples per bin, of two images; boxes shifted by half an element.
// CHECK-LABEL: @average
// CHECK-NEXT: y: 2x1x2x2xf32 = [1.5625, 3, 7.3125, 8.75, 19.875, 20.625, 25.875, 26.625]
func.func @average(%x: tensor<2x1x4x4xf32> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"},
                  %boxes: tensor<2x4xf32> {run.input = "0,0,3,3,1,0.5,2.5,3.5"},
                  %images: tensor<2xf32> {run.input = "0,1"})
    -> tensor<2x1x2x2xf32> {
  %y = top.RoiAlign(%x, %boxes, %images) {output_h = 2 : i64, output_w = 2 : i64, sampling_ratio = 2 : i64}
    : (tensor<2x1x4x4xf32>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<2x1x2x2xf32> loc("y")
  return %y : tensor<2x1x2x2xf32>
}

// The largest weighted neighbour, as many samples as elements, boxes at half scale.
// CHECK-LABEL: @largest
// CHECK-NEXT: y: 2x1x2x2xf32 = [0.9375, 1.6406, 2.1875, 3.8281, 9.8438, 9.8438, 9.8438, 9.8438]
func.func @largest(%x: tensor<2x1x4x4xf32> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"},
                  %boxes: tensor<2x4xf32> {run.input = "0,0,3,3,1,0.5,2.5,3.5"})
    -> tensor<2x1x2x2xf32> {
  %images = top.Weight {value = dense<[0.0, 1.0]> : tensor<2xf32>} : tensor<2xf32> loc("images")
  %y = top.RoiAlign(%x, %boxes, %images) {output_h = 2 : i64, output_w = 2 : i64, spatial_scale = 0.5 : f64, mode = #top<roi_pool max>, half_pixel = false}
    : (tensor<2x1x4x4xf32>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<2x1x2x2xf32> loc("y")
  return %y : tensor<2x1x2x2xf32>
}
