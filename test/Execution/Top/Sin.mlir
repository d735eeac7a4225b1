// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = sin(x), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @sin
// CHECK-NEXT: y: 1x2x4xf32 = [-0.14112, -1, -0.47943, 0, 0.47943, 1, 0.14112, -0.54402]
func.func @sin(%x: tensor<1x2x4xf32> {run.input = "-3,-1.5707964,-0.5,0,0.5,1.5707964,3,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Sin(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
