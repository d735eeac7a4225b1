// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = the next integer at or above x, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @ceil
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -1, 0, 0, 1, 1, 1, 3]
func.func @ceil(%x: tensor<1x2x4xf32> {run.input = "-1.5,-1,-0.5,0,0.5,0.001,1,2.5"})
    -> tensor<1x2x4xf32> {
  %y = top.Ceil(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
