// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// max(x, const_val), element by element.

// const_val = 0.25
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x2x4xf32 = [0.25, 0.25, 0.25, 0.25, 0.5, 1, 2, 4]
func.func @plain(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.MaxConst(%x) {const_val = 0.25 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// At least 0, at most 1.5.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x2x4xf32 = [0.25, 0.25, 0.25, 0.25, 0.5, 1, 1.5, 1.5]
func.func @clamped(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.MaxConst(%x) {const_val = 0.25 : f64, do_relu = true, relu_limit = 1.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// A negative constant.
// CHECK-LABEL: @negative
// CHECK-NEXT: y: 1x2x4xf32 = [-1.25, -1, -0.5, 0, 0.5, 1, 2, 4]
func.func @negative(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.MaxConst(%x) {const_val = -1.25 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
