// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// const_val / x.

// 1 / x
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x2x4xf32 = [-0.25, -0.5, -2, -4, 2, 1, 0.5, 0.125]
func.func @plain(%x: tensor<1x2x4xf32> {run.input = "-4,-2,-0.5,-0.25,0.5,1,2,8"})
    -> tensor<1x2x4xf32> {
  %y = top.Reciprocal(%x) {const_val = 1.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// -3 / x
// CHECK-LABEL: @numerator
// CHECK-NEXT: y: 1x2x4xf32 = [0.75, 1.5, 6, 12, -6, -3, -1.5, -0.375]
func.func @numerator(%x: tensor<1x2x4xf32> {run.input = "-4,-2,-0.5,-0.25,0.5,1,2,8"})
    -> tensor<1x2x4xf32> {
  %y = top.Reciprocal(%x) {const_val = -3.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Infinite at 0.
// CHECK-LABEL: @zero
// CHECK-NEXT: y: 1x2x1xf32 = [inf, 1]
func.func @zero(%x: tensor<1x2x1xf32> {run.input = "0,1"})
    -> tensor<1x2x1xf32> {
  %y = top.Reciprocal(%x) {const_val = 1.0 : f64}
    : (tensor<1x2x1xf32>) -> tensor<1x2x1xf32> loc("y")
  return %y : tensor<1x2x1xf32>
}
