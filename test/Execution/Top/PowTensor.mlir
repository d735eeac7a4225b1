// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// a to the power of b, with numpy broadcasting.

// Element by element; a negative base to a whole power.
// CHECK-LABEL: @same_shape
// CHECK-NEXT: y: 1x2x4xf32 = [8, 2, 2, 1, 0.25, 4, 27, 1]
func.func @same_shape(%a: tensor<1x2x4xf32> {run.input = "2,4,0.5,3,2,-2,9,1"},
                     %b: tensor<1x2x4xf32> {run.input = "3,0.5,-1,0,-2,2,1.5,100"})
    -> tensor<1x2x4xf32> {
  %y = top.PowTensor(%a, %b)
    : (tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// One exponent per column; a constant one.
// CHECK-LABEL: @broadcast
// CHECK-NEXT: y: 1x2x4xf32 = [2, 16, 0.70711, 0.33333, 2, 4, 3, 1]
func.func @broadcast(%a: tensor<1x2x4xf32> {run.input = "2,4,0.5,3,2,2,9,1"})
    -> tensor<1x2x4xf32> {
  %b = top.Weight {value = dense<[1.0, 2.0, 0.5, -1.0]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.PowTensor(%a, %b)
    : (tensor<1x2x4xf32>, tensor<4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// At most 3.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x2x4xf32 = [3, 2, 2, 1, 0.25, 3, 3, 1]
func.func @clamped(%a: tensor<1x2x4xf32> {run.input = "2,4,0.5,3,2,-2,9,1"},
                  %b: tensor<1x2x4xf32> {run.input = "3,0.5,-1,0,-2,2,1.5,100"})
    -> tensor<1x2x4xf32> {
  %y = top.PowTensor(%a, %b) {do_relu = true, relu_limit = 3.0 : f64}
    : (tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
