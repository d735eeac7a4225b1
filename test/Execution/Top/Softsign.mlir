// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = x / (1 + |x|), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @softsign
// CHECK-NEXT: y: 1x2x4xf32 = [-0.75, -0.5, -0.2, 0, 0.5, 0.75, 0.875, 1]
func.func @softsign(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.25,0,1,3,7,1e+06"})
    -> tensor<1x2x4xf32> {
  %y = top.Softsign(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
