// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Position o of the result lies at: half_pixel (o + 1/2) / scale - 1/2, asymmetric o / scale, align_corners o * (in - 1) / (out - 1);
// linear takes both neighbours, clamped to the input, nearest the closer one.

// Twice: weights 3/4 and 1/4, edges clamped.
// CHECK-LABEL: @linear_half_pixel
// CHECK-NEXT: y: 1x2x4x4xf32 = [0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12, 16, 17, 19, 20, 18, 19, 21, 22, 22, 23, 25, 26, 24, 25, 27, 28]
func.func @linear_half_pixel(%x: tensor<1x2x2x2xf32> {run.input = "iota(0,4)"})
    -> tensor<1x2x4x4xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode linear>,
     coord_mode = #top<coord_mode half_pixel>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x4x4xf32> loc("y")
  return %y : tensor<1x2x4x4xf32>
}

// Corners stay where they are.
// CHECK-LABEL: @linear_corners
// CHECK-NEXT: y: 1x1x3x5xf32 = [0, 2, 4, 6, 8, 6, 8, 10, 12, 14, 12, 14, 16, 18, 20]
func.func @linear_corners(%x: tensor<1x1x2x3xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x3x5xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 3, 5>, mode = #top<interp_mode linear>,
     coord_mode = #top<coord_mode align_corners>}
    : (tensor<1x1x2x3xf32>) -> tensor<1x1x3x5xf32> loc("y")
  return %y : tensor<1x1x3x5xf32>
}

// Rows only: 0, 1/2, 1 and 3/2, which is clamped.
// CHECK-LABEL: @linear_asymmetric
// CHECK-NEXT: y: 1x1x4x2xf32 = [0, 4, 4, 8, 8, 12, 8, 12]
func.func @linear_asymmetric(%x: tensor<1x1x2x2xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x4x2xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 4, 2>, mode = #top<interp_mode linear>,
     coord_mode = #top<coord_mode asymmetric>}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x4x2xf32> loc("y")
  return %y : tensor<1x1x4x2xf32>
}

// One row: the first one, not the middle.
// CHECK-LABEL: @linear_one
// CHECK-NEXT: y: 1x1x1x2xf32 = [2, 10]
func.func @linear_one(%x: tensor<1x1x4x4xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x1x2xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 1, 2>, mode = #top<interp_mode linear>,
     coord_mode = #top<coord_mode pytorch_half_pixel>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x1x2xf32> loc("y")
  return %y : tensor<1x1x1x2xf32>
}

// Half: the mean of four.
// CHECK-LABEL: @linear_down
// CHECK-NEXT: y: 1x1x2x2xf32 = [10, 18, 42, 50]
func.func @linear_down(%x: tensor<1x1x4x4xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode linear>,
     coord_mode = #top<coord_mode half_pixel>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// Positions 0, 2/3, 4/3 of the rows, rounded down.
// CHECK-LABEL: @nearest_asymmetric
// CHECK-NEXT: y: 1x2x3x4xf32 = [0, 0, 4, 4, 0, 0, 4, 4, 8, 8, 12, 12, 16, 16, 20, 20, 16, 16, 20, 20, 24, 24, 28, 28]
func.func @nearest_asymmetric(%x: tensor<1x2x2x2xf32> {run.input = "iota(0,4)"})
    -> tensor<1x2x3x4xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 3, 4>, mode = #top<interp_mode nearest>,
     coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode floor>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x3x4xf32> loc("y")
  return %y : tensor<1x2x3x4xf32>
}

// Rounded up: 0, 1/2, 1, 3/2 become 0, 1, 1, 1.
// CHECK-LABEL: @nearest_ceil
// CHECK-NEXT: y: 1x1x4x4xf32 = [0, 4, 4, 4, 8, 12, 12, 12, 8, 12, 12, 12, 8, 12, 12, 12]
func.func @nearest_ceil(%x: tensor<1x1x2x2xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x4x4xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode nearest>,
     coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode ceil>}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> loc("y")
  return %y : tensor<1x1x4x4xf32>
}

// 0, 1/2, 1, 3/2, 2, 5/2: halves go down.
// CHECK-LABEL: @nearest_ties_floor
// CHECK-NEXT: y: 1x1x1x6xf32 = [0, 0, 4, 4, 8, 8]
func.func @nearest_ties_floor(%x: tensor<1x1x1x3xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x1x6xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 1, 6>, mode = #top<interp_mode nearest>,
     coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode round_prefer_floor>}
    : (tensor<1x1x1x3xf32>) -> tensor<1x1x1x6xf32> loc("y")
  return %y : tensor<1x1x1x6xf32>
}

// Halves go up.
// CHECK-LABEL: @nearest_ties_ceil
// CHECK-NEXT: y: 1x1x1x6xf32 = [0, 4, 4, 8, 8, 8]
func.func @nearest_ties_ceil(%x: tensor<1x1x1x3xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x1x6xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 1, 6>, mode = #top<interp_mode nearest>,
     coord_mode = #top<coord_mode asymmetric>, nearest_mode = #top<nearest_mode round_prefer_ceil>}
    : (tensor<1x1x1x3xf32>) -> tensor<1x1x1x6xf32> loc("y")
  return %y : tensor<1x1x1x6xf32>
}

// Positions 1/2 and 5/2 go down to 0 and 2.
// CHECK-LABEL: @nearest_half_pixel
// CHECK-NEXT: y: 1x1x2x2xf32 = [0, 8, 32, 40]
func.func @nearest_half_pixel(%x: tensor<1x1x4x4xf32> {run.input = "iota(0,4)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.Interp(%x) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode nearest>,
     coord_mode = #top<coord_mode half_pixel>, nearest_mode = #top<nearest_mode round_prefer_floor>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}
