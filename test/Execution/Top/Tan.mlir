// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = tan(x), element by element.

// At both sides of a pole, and beyond it.
// CHECK-LABEL: @tan
// CHECK-NEXT: y: 1x2x4xf32 = [0.14255, -1.5574, -0.5463, 0, 0.5463, 1.5574, 14.101, 1.1578]
func.func @tan(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,1.5,4"})
    -> tensor<1x2x4xf32> {
  %y = top.Tan(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
