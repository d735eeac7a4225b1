// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = |x|, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @abs
// CHECK-NEXT: y: 1x2x4xf32 = [1.5, 0, 0, 0.5, 3, 3, 1e-06, 100]
func.func @abs(%x: tensor<1x2x4xf32> {run.input = "-1.5,0,0,0.5,3,-3,-1e-06,100"})
    -> tensor<1x2x4xf32> {
  %y = top.Abs(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Ten elements: more than one vector of eight.
// CHECK-LABEL: @abs_flat
// CHECK-NEXT: y: 5x1x1x2xf32 = [2, 1.5, 1, 0.5, 0, 0.5, 1, 1.5, 2, 2.5]
func.func @abs_flat(%x: tensor<5x1x1x2xf32> {run.input = "-2,-1.5,-1,-0.5,0,0.5,1,1.5,2,2.5"})
    -> tensor<5x1x1x2xf32> {
  %y = top.Abs(%x)
    : (tensor<5x1x1x2xf32>) -> tensor<5x1x1x2xf32> loc("y")
  return %y : tensor<5x1x1x2xf32>
}
