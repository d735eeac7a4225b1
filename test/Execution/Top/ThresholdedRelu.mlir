// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x where x > alpha, else 0.

// alpha = 1: what equals it is 0.
// CHECK-LABEL: @above_one
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0, 0, 0, 0, 1.25, 8]
func.func @above_one(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,1.25,8"})
    -> tensor<1x2x4xf32> {
  %y = top.ThresholdedRelu(%x) {alpha = 1.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// alpha < 0 keeps some negative values.
// CHECK-LABEL: @below_zero
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, -0.5, 0, 0.5, 1, 1.25, 8]
func.func @below_zero(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,1.25,8"})
    -> tensor<1x2x4xf32> {
  %y = top.ThresholdedRelu(%x) {alpha = -0.75 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
