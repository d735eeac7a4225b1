// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = cosh(x), element by element.

// Small and large, of both signs.
// CHECK-LABEL: @cosh
// CHECK-NEXT: y: 1x2x4xf32 = [74.21, 1.5431, 1.1276, 1, 1.1276, 1.5431, 10.068, 11013]
func.func @cosh(%x: tensor<1x2x4xf32> {run.input = "-5,-1,-0.5,0,0.5,1,3,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Cosh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
