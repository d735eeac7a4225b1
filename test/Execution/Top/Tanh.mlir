// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = (exp(2x) - 1) / (exp(2x) + 1), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @tanh
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -0.76159, -0.24492, 0, 0.24492, 0.76159, 1, 0.001]
func.func @tanh(%x: tensor<1x2x4xf32> {run.input = "-10,-1,-0.25,0,0.25,1,10,0.001"})
    -> tensor<1x2x4xf32> {
  %y = top.Tanh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
