// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = the next integer at or below x, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @floor
// CHECK-NEXT: y: 1x2x4xf32 = [-2, -1, -1, 0, 0, 0, 1, 2]
func.func @floor(%x: tensor<1x2x4xf32> {run.input = "-1.5,-1,-0.5,0,0.5,0.999,1,2.5"})
    -> tensor<1x2x4xf32> {
  %y = top.Floor(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
