// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x * Phi(x), Phi the normal distribution.

// 0.5 * x * (1 + erf(x / sqrt(2)))
// CHECK-LABEL: @gelu
// CHECK-NEXT: y: 1x2x4xf32 = [-0.0455, -0.15866, -0.15427, 0, 0.34573, 0.84134, 1.9545, 5]
func.func @gelu(%x: tensor<1x2x4xf32> {run.input = "-2,-1,-0.5,0,0.5,1,2,5"})
    -> tensor<1x2x4xf32> {
  %y = top.GELU(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
// CHECK-LABEL: @gelu_tanh
// CHECK-NEXT: y: 1x2x4xf32 = [-0.15881, -0.15429, 0, 0.34571, 0.84119, 1.9546, 5, 2.9964]
func.func @gelu_tanh(%x: tensor<1x2x4xf32> {run.input = "-1,-0.5,0,0.5,1,2,5,3"})
    -> tensor<1x2x4xf32> {
  %y = top.GELU(%x) {approx = #top<gelu_mode tanh>}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
