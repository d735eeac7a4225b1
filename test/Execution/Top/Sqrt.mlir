// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = sqrt(x), element by element.

// From 0 on.
// CHECK-LABEL: @sqrt
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0.5, 1, 1.4142, 2, 0.001, 10, 1000]
func.func @sqrt(%x: tensor<1x2x4xf32> {run.input = "0,0.25,1,2,4,1e-06,100,1e+06"})
    -> tensor<1x2x4xf32> {
  %y = top.Sqrt(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
