// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x - const_val, or const_val - x with is_reverse.

// x - 0.75
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x2x4xf32 = [-3.75, -1.75, -1.25, -0.75, -0.25, 0.25, 1.25, 3.25]
func.func @plain(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.SubConst(%x) {const_val = 0.75 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 1 - x
// CHECK-LABEL: @reverse
// CHECK-NEXT: y: 1x2x4xf32 = [4, 2, 1.5, 1, 0.5, 0, -1, -3]
func.func @reverse(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.SubConst(%x) {const_val = 1.0 : f64, is_reverse = true}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 1 - x, at least 0, at most 1.5.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x2x4xf32 = [1.5, 1.5, 1.5, 1, 0.5, 0, 0, 0]
func.func @clamped(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.SubConst(%x) {const_val = 1.0 : f64, is_reverse = true, do_relu = true, relu_limit = 1.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
