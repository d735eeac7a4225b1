// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = arcsin(x), element by element.

// The ends of the domain, and outside it.
// CHECK-LABEL: @asin
// CHECK-NEXT: y: 1x2x4xf32 = [-1.5708, -0.5236, -0.10017, 0, 0.10017, 0.5236, 1.5708, {{-?}}nan]
func.func @asin(%x: tensor<1x2x4xf32> {run.input = "-1,-0.5,-0.10000000149011612,0,0.10000000149011612,0.5,1,2"})
    -> tensor<1x2x4xf32> {
  %y = top.Asin(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
