// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x where x >= 0, else alpha * x.

// alpha < 1
// CHECK-LABEL: @leaky
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -0.25, -0.125, 0, 0.5, 1, 4, -25]
func.func @leaky(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,4,-100"})
    -> tensor<1x2x4xf32> {
  %y = top.LeakyRelu(%x) {alpha = 0.25 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// alpha > 1: not max(x, alpha * x).
// CHECK-LABEL: @leaky_steep
// CHECK-NEXT: y: 1x2x4xf32 = [-8, -2, -1, 0, 0.5, 1, 4, -200]
func.func @leaky_steep(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,4,-100"})
    -> tensor<1x2x4xf32> {
  %y = top.LeakyRelu(%x) {alpha = 2.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// alpha = -1: |x|.
// CHECK-LABEL: @leaky_mirror
// CHECK-NEXT: y: 1x2x4xf32 = [4, 1, 0.5, 0, 0.5, 1, 4, 100]
func.func @leaky_mirror(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,4,-100"})
    -> tensor<1x2x4xf32> {
  %y = top.LeakyRelu(%x) {alpha = -1.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
