// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = -log(1 + exp(-x)), element by element.

// Where exp(-x) would overflow, around 0, where it vanishes.
// CHECK-LABEL: @logsigmoid
// CHECK-NEXT: y: 1x2x4xf32 = [-100, -5.0067, -1.3133, -0.69315, -0.47408, -0.31326, -0.0067153, -9.3576e-14]
func.func @logsigmoid(%x: tensor<1x2x4xf32> {run.input = "-100,-5,-1,0,0.5,1,5,30"})
    -> tensor<1x2x4xf32> {
  %y = top.LogSigmoid(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
