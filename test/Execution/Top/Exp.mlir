// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = exp(x), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @exp
// CHECK-NEXT: y: 1x2x4xf32 = [1.8049e-35, 0.36788, 0.60653, 1, 1.6487, 2.7183, 7.3891, 22026]
func.func @exp(%x: tensor<1x2x4xf32> {run.input = "-80,-1,-0.5,0,0.5,1,2,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Exp(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
