// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = log(x), minus infinity at 0, element by element.

// From 0 on.
// CHECK-LABEL: @log
// CHECK-NEXT: y: 1x2x4xf32 = [-inf, -6.9078, -0.69315, 0, 0.69315, 1, 2.3026, 13.816]
func.func @log(%x: tensor<1x2x4xf32> {run.input = "0,0.001,0.5,1,2,2.7182817,10,1e+06"})
    -> tensor<1x2x4xf32> {
  %y = top.Log(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
