// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y = 1 / (1 + exp(-x)), element by element.

// At large magnitudes of both signs, at and around 0.
// CHECK-LABEL: @sigmoid
// CHECK-NEXT: y: 1x2x4xf32 = [2.0612e-09, 0.047426, 0.37754, 0.5, 0.62246, 0.95257, 1, 1.8049e-35]
func.func @sigmoid(%x: tensor<1x2x4xf32> {run.input = "-20,-3,-0.5,0,0.5,3,20,-80"})
    -> tensor<1x2x4xf32> {
  %y = top.Sigmoid(%x)
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Ten elements: more than one vector of eight.
// CHECK-LABEL: @sigmoid_flat
// CHECK-NEXT: y: 5x1x1x2xf32 = [0.1192, 0.18243, 0.26894, 0.37754, 0.5, 0.62246, 0.73106, 0.81757, 0.8808, 0.92414]
func.func @sigmoid_flat(%x: tensor<5x1x1x2xf32> {run.input = "-2,-1.5,-1,-0.5,0,0.5,1,1.5,2,2.5"})
    -> tensor<5x1x1x2xf32> {
  %y = top.Sigmoid(%x)
    : (tensor<5x1x1x2xf32>) -> tensor<5x1x1x2xf32> loc("y")
  return %y : tensor<5x1x1x2xf32>
}
