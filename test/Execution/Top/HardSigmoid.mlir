// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// min(max(alpha * x + beta, 0), 1).

// 0 from -2 down, 1 from 2 up.
// CHECK-LABEL: @hardsigmoid
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0.25, 0.5, 0.75, 1, 1, 0.625]
func.func @hardsigmoid(%x: tensor<1x2x4xf32> {run.input = "-3,-2,-1,0,1,2,3,0.5"})
    -> tensor<1x2x4xf32> {
  %y = top.HardSigmoid(%x) {alpha = 0.25 : f64, beta = 0.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// ONNX's alpha.
// CHECK-LABEL: @hardsigmoid_onnx
// CHECK-NEXT: y: 1x2x4xf32 = [0, 0, 0.3, 0.5, 0.7, 1, 1, 0.6]
func.func @hardsigmoid_onnx(%x: tensor<1x2x4xf32> {run.input = "-3,-2.5,-1,0,1,2.5,3,0.5"})
    -> tensor<1x2x4xf32> {
  %y = top.HardSigmoid(%x) {alpha = 0.2 : f64, beta = 0.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
