// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = arctan(x), element by element.

// Small and large, of both signs.
// CHECK-LABEL: @atan
// CHECK-NEXT: y: 1x2x4xf32 = [-1.5608, -0.7854, -0.46365, 0, 0.46365, 0.7854, 1.249, 1.5708]
func.func @atan(%x: tensor<1x2x4xf32> {run.input = "-100,-1,-0.5,0,0.5,1,3,1000000"})
    -> tensor<1x2x4xf32> {
  %y = top.Atan(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
