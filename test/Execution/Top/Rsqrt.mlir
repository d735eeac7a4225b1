// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = 1 / sqrt(x), element by element.

// Below and above 1; infinite at 0.
// CHECK-LABEL: @rsqrt
// CHECK-NEXT: y: 1x2x4xf32 = [10, 2, 1.4142, 1, 0.70711, 0.5, 0.1, inf]
func.func @rsqrt(%x: tensor<1x2x4xf32> {run.input = "0.009999999776482582,0.25,0.5,1,2,4,100,0"})
    -> tensor<1x2x4xf32> {
  %y = top.Rsqrt(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
