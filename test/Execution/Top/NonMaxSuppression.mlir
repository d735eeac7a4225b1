// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Boxes that overlap no better one. Boxes 0 and 1 share a third of their union,
// box 2 is box 0 with its corners the other way round, box 3 is apart.

// CHECK-LABEL: @one_class
// CHECK-NEXT: r: 3x3xf32 = [0, 0, 1, 0, 0, 3, -1, -1, -1]
func.func @one_class(%boxes: tensor<1x4x4xf32> {run.input = "0,0,2,2,0,1,2,3,2,2,0,0,5,5,6,6"},
                     %scores: tensor<1x1x4xf32> {run.input = "0.5,0.9,0.8,0.1"})
    -> tensor<3x3xf32> {
  %r = top.NonMaxSuppression(%boxes, %scores) {max_output = 3 : i64, iou_threshold = 0.3 : f64}
    : (tensor<1x4x4xf32>, tensor<1x1x4xf32>) -> tensor<3x3xf32> loc("r")
  return %r : tensor<3x3xf32>
}

// A third is not above one half; scores have to be above the threshold.
// CHECK-LABEL: @two_classes
// CHECK-NEXT: r: 4x3xf32 = [0, 0, 1, 0, 0, 2, 0, 1, 3, -1, -1, -1]
func.func @two_classes(%boxes: tensor<1x4x4xf32> {run.input = "0,0,2,2,0,1,2,3,2,2,0,0,5,5,6,6"},
                       %scores: tensor<1x2x4xf32> {run.input = "0.5,0.9,0.8,0.1,0.1,0.15,0.25,0.95"})
    -> tensor<4x3xf32> {
  %r = top.NonMaxSuppression(%boxes, %scores) {max_output = 2 : i64, iou_threshold = 0.5 : f64, score_threshold = 0.25 : f64}
    : (tensor<1x4x4xf32>, tensor<1x2x4xf32>) -> tensor<4x3xf32> loc("r")
  return %r : tensor<4x3xf32>
}

// The same boxes by their centers, (x, y, width, height); the second image has
// others, of equal scores: the first is the better one.
// CHECK-LABEL: @centers
// CHECK-NEXT: r: 4x3xf32 = [0, 0, 1, 1, 0, 0, 1, 0, 1, -1, -1, -1]
func.func @centers(%boxes: tensor<2x2x4xf32> {run.input = "1,1,2,2,2,1,2,2,1,1,2,2,4,4,2,2"},
                   %scores: tensor<2x1x2xf32> {run.input = "0.5,0.9,0.5,0.5"})
    -> tensor<4x3xf32> {
  %r = top.NonMaxSuppression(%boxes, %scores) {max_output = 5 : i64, iou_threshold = 0.25 : f64, center_point_box = true}
    : (tensor<2x2x4xf32>, tensor<2x1x2xf32>) -> tensor<4x3xf32> loc("r")
  return %r : tensor<4x3xf32>
}
