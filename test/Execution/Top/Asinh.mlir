// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = arsinh(x), element by element.

// Small and large, of both signs.
// CHECK-LABEL: @asinh
// CHECK-NEXT: y: 1x2x4xf32 = [-5.2983, -0.88137, -0.48121, 0, 0.48121, 0.88137, 1.8184, 14.509]
func.func @asinh(%x: tensor<1x2x4xf32> {run.input = "-100,-1,-0.5,0,0.5,1,3,1000000"})
    -> tensor<1x2x4xf32> {
  %y = top.Asinh(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
