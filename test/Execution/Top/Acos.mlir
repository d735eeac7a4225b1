// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = arccos(x), element by element.

// The ends of the domain, and outside it.
// CHECK-LABEL: @acos
// CHECK-NEXT: y: 1x2x4xf32 = [3.1416, 2.0944, 1.671, 1.5708, 1.4706, 1.0472, 0, {{-?}}nan]
func.func @acos(%x: tensor<1x2x4xf32> {run.input = "-1,-0.5,-0.10000000149011612,0,0.10000000149011612,0.5,1,-2"})
    -> tensor<1x2x4xf32> {
  %y = top.Acos(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
