// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = sinh(x), element by element.

// Small and large, of both signs.
// CHECK-LABEL: @sinh
// CHECK-NEXT: y: 1x2x4xf32 = [-74.203, -1.1752, -0.5211, 0, 0.5211, 1.1752, 10.018, 11013]
func.func @sinh(%x: tensor<1x2x4xf32> {run.input = "-5,-1,-0.5,0,0.5,1,3,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Sinh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
