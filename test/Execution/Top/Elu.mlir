// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x where x >= 0, else alpha * (exp(x) - 1).

// alpha is 1 when not given.
// CHECK-LABEL: @elu
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -0.63212, -0.39347, -0.0009995, 0, 0.5, 1, 20]
func.func @elu(%x: tensor<1x2x4xf32> {run.input = "-20,-1,-0.5,-0.001,0,0.5,1,20"})
    -> tensor<1x2x4xf32> {
  %y = top.Elu(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// alpha = 1/2.
// CHECK-LABEL: @elu_alpha
// CHECK-NEXT: y: 1x2x4xf32 = [-0.5, -0.31606, -0.19673, -0.00049975, 0, 0.5, 1, 20]
func.func @elu_alpha(%x: tensor<1x2x4xf32> {run.input = "-20,-1,-0.5,-0.001,0,0.5,1,20"})
    -> tensor<1x2x4xf32> {
  %y = top.Elu(%x) {alpha = 0.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
