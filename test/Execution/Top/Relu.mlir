// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// max(x, 0), and min with relu_limit when that is not negative.

// No limit.
// CHECK-LABEL: @relu
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0, 0, 0.5, 5.5, 6, 7]
func.func @relu(%x: tensor<1x2x4xf32> {run.input = "-3,-0.5,0,0,0.5,5.5,6,7"})
    -> tensor<1x2x4xf32> {
  %y = top.Relu(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Limit 6.
// CHECK-LABEL: @relu6
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0, 0, 0.5, 5.5, 6, 6]
func.func @relu6(%x: tensor<1x2x4xf32> {run.input = "-3,-0.5,0,0,0.5,5.5,6,7"})
    -> tensor<1x2x4xf32> {
  %y = top.Relu(%x) {relu_limit = 6.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// A limit of 0 leaves nothing.
// CHECK-LABEL: @relu0
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0, 0, 0, 0, 0, 0]
func.func @relu0(%x: tensor<1x2x4xf32> {run.input = "-3,-0.5,0,0,0.5,5.5,6,7"})
    -> tensor<1x2x4xf32> {
  %y = top.Relu(%x) {relu_limit = 0.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
