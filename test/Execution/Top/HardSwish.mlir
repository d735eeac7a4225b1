// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = x * min(max(x / 6 + 1/2, 0), 1): zero up to -3, x from 3 on, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @hardswish
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, -0.375, 0, 1.125, 3, 4, -0.28125]
func.func @hardswish(%x: tensor<1x2x4xf32> {run.input = "-5,-3,-1.5,0,1.5,3,4,-0.75"})
    -> tensor<1x2x4xf32> {
  %y = top.HardSwish(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
