// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The input read at the places of the grid: (x, y) from -1 to 1.

// Corners are the outer edges of elements: half of their neighbours is outside, which is zero.
// CHECK-LABEL: @linear
// CHECK-NEXT: y: 1x1x2x3xf32 = [0, 1.75, 3.5, 4.5, 0, 0]
func.func @linear(%x: tensor<1x1x2x4xf32> {run.input = "0,1,2,3,4,5,6,7"},
                 %grid: tensor<1x2x3x2xf32> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
    -> tensor<1x1x2x3xf32> {
  %y = top.GridSample(%x, %grid)
    : (tensor<1x1x2x4xf32>, tensor<1x2x3x2xf32>) -> tensor<1x1x2x3xf32> loc("y")
  return %y : tensor<1x1x2x3xf32>
}

// Corners are centres of elements; outside reads the border.
// CHECK-LABEL: @nearest_border
// CHECK-NEXT: y: 1x1x2x3xf32 = [0, 7, 2, 5, 3, 2]
func.func @nearest_border(%x: tensor<1x1x2x4xf32> {run.input = "0,1,2,3,4,5,6,7"},
                         %grid: tensor<1x2x3x2xf32> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
    -> tensor<1x1x2x3xf32> {
  %y = top.GridSample(%x, %grid) {mode = #top<interp_mode nearest>, padding_mode = #top<sample_padding border>, align_corners = true}
    : (tensor<1x1x2x4xf32>, tensor<1x2x3x2xf32>) -> tensor<1x1x2x3xf32> loc("y")
  return %y : tensor<1x1x2x3xf32>
}

// Four by four neighbours; outside is reflected.
// CHECK-LABEL: @cubic_reflection
// CHECK-NEXT: y: 1x1x2x3xf32 = [-0.9375, 15.938, 7.5, 10.781, 7.5, 14.75]
func.func @cubic_reflection(%x: tensor<1x1x4x4xf32> {run.input = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"},
                           %grid: tensor<1x2x3x2xf32> {run.input = "-1,-1,1,1,0,0,-0.5,0.5,2,0,0.25,-3"})
    -> tensor<1x1x2x3xf32> {
  %y = top.GridSample(%x, %grid) {mode = #top<interp_mode cubic>, padding_mode = #top<sample_padding reflection>}
    : (tensor<1x1x4x4xf32>, tensor<1x2x3x2xf32>) -> tensor<1x1x2x3xf32> loc("y")
  return %y : tensor<1x1x2x3xf32>
}

// With depth: (x, y, z).
// CHECK-LABEL: @volume
// CHECK-NEXT: y: 1x1x1x2x2xf32 = [0, 7, 3.5, 2.625]
func.func @volume(%x: tensor<1x1x2x2x2xf32> {run.input = "0,1,2,3,4,5,6,7"},
                 %grid: tensor<1x1x2x2x3xf32> {run.input = "-1,-1,-1,1,1,1,0,0,0,0.5,-0.5,2"})
    -> tensor<1x1x1x2x2xf32> {
  %y = top.GridSample(%x, %grid) {align_corners = true}
    : (tensor<1x1x2x2x2xf32>, tensor<1x1x2x2x3xf32>) -> tensor<1x1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x1x2x2xf32>
}
