// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x where x >= 0, else slope * x with a slope per channel (axis 1).

// x = -8, -6.5, -5, ...; slopes 0.5, -1, 2.
// CHECK-LABEL: @prelu
// CHECK-NEXT: y: 1x3x2x2xf32 = [-4, -3.25, -2.5, -1.75, 2, 0.5, 1, 2.5, 4, 5.5, 7, 8.5]
func.func @prelu(%x: tensor<1x3x2x2xf32> {run.input = "iota(-8,1.5)"})
    -> tensor<1x3x2x2xf32> {
  %s = top.Weight {value = dense<[[[[0.5]], [[-1.0]], [[2.0]]]]> : tensor<1x3x1x1xf32>} : tensor<1x3x1x1xf32> loc("s")
  %y = top.PRelu(%x, %s)
    : (tensor<1x3x2x2xf32>, tensor<1x3x1x1xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// One slope for all.
// CHECK-LABEL: @shared_slope
// CHECK-NEXT: y: 1x3x2x2xf32 = [-2, -1.625, -1.25, -0.875, -0.5, -0.125, 1, 2.5, 4, 5.5, 7, 8.5]
func.func @shared_slope(%x: tensor<1x3x2x2xf32> {run.input = "iota(-8,1.5)"})
    -> tensor<1x3x2x2xf32> {
  %s = top.Weight {value = dense<[0.25]> : tensor<1xf32>} : tensor<1xf32> loc("s")
  %y = top.PRelu(%x, %s)
    : (tensor<1x3x2x2xf32>, tensor<1xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// Batch of two, no spatial dimension.
// CHECK-LABEL: @rank2
// CHECK-NEXT: y: 2x3xf32 = [-2, 2.5, -2, 0.5, 2, 3.5]
func.func @rank2(%x: tensor<2x3xf32> {run.input = "iota(-4,1.5)"})
    -> tensor<2x3xf32> {
  %s = top.Weight {value = dense<[[0.5, -1.0, 2.0]]> : tensor<1x3xf32>} : tensor<1x3xf32> loc("s")
  %y = top.PRelu(%x, %s)
    : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32> loc("y")
  return %y : tensor<2x3xf32>
}
