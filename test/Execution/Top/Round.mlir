// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = the nearest integer, the even one of two, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @round
// CHECK-NEXT: y: 1x2x4xf32 = [-2, -2, 0, 0, 2, 2, 0, 4]
func.func @round(%x: tensor<1x2x4xf32> {run.input = "-2.5,-1.5,-0.5,0.5,1.5,2.5,0.4999,3.7"})
    -> tensor<1x2x4xf32> {
  %y = top.Round(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Ten elements: more than one vector of eight.
// CHECK-LABEL: @round_flat
// CHECK-NEXT: y: 5x1x1x2xf32 = [-2, -2, -1, 0, 0, 0, 1, 2, 2, 2]
func.func @round_flat(%x: tensor<5x1x1x2xf32> {run.input = "-2,-1.5,-1,-0.5,0,0.5,1,1.5,2,2.5"})
    -> tensor<5x1x1x2xf32> {
  %y = top.Round(%x)
    : (tensor<5x1x1x2xf32>) -> tensor<5x1x1x2xf32> loc("y")
  return %y : tensor<5x1x1x2xf32>
}
