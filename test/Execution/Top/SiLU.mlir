// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = x / (1 + exp(-x)), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @silu
// CHECK-NEXT: y: 1x2x4xf32 = [-4.1223e-08, -0.14228, -0.27846, 0, 0.31123, 2.8577, 20, -1.4439e-33]
func.func @silu(%x: tensor<1x2x4xf32> {run.input = "-20,-3,-1.2785,0,0.5,3,20,-80"})
    -> tensor<1x2x4xf32> {
  %y = top.SiLU(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
