// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = artanh(x), element by element.

// Inside the domain, and outside it.
// CHECK-LABEL: @atanh
// CHECK-NEXT: y: 1x2x4xf32 = [-1.4722, -0.54931, -0.10034, 0, 0.10034, 0.54931, 1.4722, {{-?}}nan]
func.func @atanh(%x: tensor<1x2x4xf32> {run.input = "-0.8999999761581421,-0.5,-0.10000000149011612,0,0.10000000149011612,0.5,0.8999999761581421,2"})
    -> tensor<1x2x4xf32> {
  %y = top.Atanh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
