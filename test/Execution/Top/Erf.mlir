// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = erf(x), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @erf
// CHECK-NEXT: y: 1x2x4xf32 = [-1, -0.8427, -0.27633, 0, 0.27633, 0.8427, 0.99532, 1]
func.func @erf(%x: tensor<1x2x4xf32> {run.input = "-4,-1,-0.25,0,0.25,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.Erf(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
