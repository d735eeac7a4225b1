// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = cos(x), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @cos
// CHECK-NEXT: y: 1x2x4xf32 = [-0.98999, 0.5403, 0.87758, 1, 0.87758, 0.5403, -0.98999, -0.83907]
func.func @cos(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,3,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Cos(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
