// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x + bias below -lambd, x - bias above lambd, else 0.

// bias = lambd: soft shrinkage.
// CHECK-LABEL: @soft
// CHECK-NEXT: y: 1x2x4xf32 = [-3.5, -0.5, 0, 0, 0, 0.5, 0.75, 7.5]
func.func @soft(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,1.25,8"})
    -> tensor<1x2x4xf32> {
  %y = top.Shrink(%x) {lambd = 0.5 : f64, bias = 0.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Without bias: hard shrinkage; the borders themselves are 0.
// CHECK-LABEL: @hard
// CHECK-NEXT: y: 1x2x4xf32 = [-4, 0, 0, 0, 0, 0, 1.25, 8]
func.func @hard(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,1.25,8"})
    -> tensor<1x2x4xf32> {
  %y = top.Shrink(%x) {lambd = 1.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Any bias.
// CHECK-LABEL: @shifted
// CHECK-NEXT: y: 1x2x4xf32 = [-5, -2, 0, 0, 0, 2, 2.25, 9]
func.func @shifted(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.5,0,0.5,1,1.25,8"})
    -> tensor<1x2x4xf32> {
  %y = top.Shrink(%x) {lambd = 0.75 : f64, bias = -1.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
