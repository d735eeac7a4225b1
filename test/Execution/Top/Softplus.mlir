// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = log(1 + exp(x)), which is x where exp would grow too large, element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @softplus
// CHECK-NEXT: y: 1x2x4xf32 = [0.01815, 0.048587, 0.47408, 0.69315, 0.97408, 3.0486, 25, 200]
func.func @softplus(%x: tensor<1x2x4xf32> {run.input = "-4,-3,-0.5,0,0.5,3,25,200"})
    -> tensor<1x2x4xf32> {
  %y = top.Softplus(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
