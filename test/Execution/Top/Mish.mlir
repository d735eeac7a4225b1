// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = x * tanh(log(1 + exp(x))), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @mish
// CHECK-NEXT: y: 1x2x4xf32 = [-0.072592, -0.14565, -0.3034, 0, 0.37525, 0.8651, 2.9865, 30]
func.func @mish(%x: tensor<1x2x4xf32> {run.input = "-4,-3,-1,0,0.5,1,3,30"})
    -> tensor<1x2x4xf32> {
  %y = top.Mish(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
