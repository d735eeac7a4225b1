// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = arcosh(x), element by element.

// From the end of the domain, and outside it.
// CHECK-LABEL: @acosh
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0.69315, 0.96242, 1.317, 1.7627, 2.9932, 14.509, {{-?}}nan]
func.func @acosh(%x: tensor<1x2x4xf32> {run.input = "1,1.25,1.5,2,3,10,1000000,0.5"})
    -> tensor<1x2x4xf32> {
  %y = top.Acosh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
