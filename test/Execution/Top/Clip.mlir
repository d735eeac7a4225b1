// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// min(max(x, min), max).

// Around both limits.
// CHECK-LABEL: @clip
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -1, -0.5, 0, 2, 2.5, 2.5, 2.5]
func.func @clip(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,2,2.5,2.75,100"})
    -> tensor<1x2x4xf32> {
  %y = top.Clip(%x) {min = -1.0 : f64, max = 2.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 0 lies outside.
// CHECK-LABEL: @clip_away
// CHECK-NEXT: y: 1x2x4xf32 = [2, 2, 2, 2, 2, 2.5, 2.75, 3]
func.func @clip_away(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,2,2.5,2.75,100"})
    -> tensor<1x2x4xf32> {
  %y = top.Clip(%x) {min = 2.0 : f64, max = 3.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
