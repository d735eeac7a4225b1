// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = -1, 0 or 1, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @sign
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -1, 0, 0, 1, 1, 1, 1]
func.func @sign(%x: tensor<1x2x4xf32> {run.input = "-3,-1e-06,0,0,1e-06,0.5,1,3"})
    -> tensor<1x2x4xf32> {
  %y = top.Sign(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
