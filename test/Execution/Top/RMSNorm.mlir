// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x / sqrt(mean(x^2) + eps) * weight, with the mean of the dimensions from axis on.

// Each row over its root mean square.
// CHECK-LABEL: @last
// CHECK-NEXT: y: 1x2x4xf32 = [1.6036, 1.069, 0, -0.53452, -0.43994, -2.3463, 1.0265, -0.58659]
func.func @last(%x: tensor<1x2x4xf32> {run.input = "1.5,0.5,0,-1,-0.75,-2,-1.75,-2"})
    -> tensor<1x2x4xf32> {
  %w = top.Weight {value = dense<[1.0, 2.0, -1.0, 0.5]> : tensor<4xf32>} : tensor<4xf32> loc("w")
  %y = top.RMSNorm(%x, %w) {axis = 2 : i64, eps = 1.0e-05 : f64}
    : (tensor<1x2x4xf32>, tensor<4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Over the last two dimensions, a large eps, no weight.
// CHECK-LABEL: @two_axes
// CHECK-NEXT: y: 1x2x4xf32 = [1.0252, 0.34174, 0, -0.68349, -0.51261, -1.367, -1.1961, -1.367]
func.func @two_axes(%x: tensor<1x2x4xf32> {run.input = "1.5,0.5,0,-1,-0.75,-2,-1.75,-2"})
    -> tensor<1x2x4xf32> {
  %y = top.RMSNorm(%x) {axis = 1 : i64, eps = 0.25 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
