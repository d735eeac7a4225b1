// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x * scale + bias per channel (axis 1).

// Scales -2 and 0.25, biases 1 and -0.5.
// CHECK-LABEL: @scale
// CHECK-NEXT: y: 1x2x2x2xf32 = [7, 5, 3, 1, -0.25, 0, 0.25, 0.5]
func.func @scale(%x: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x2x2xf32> {
  %s = top.Weight {value = dense<[-2.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %b = top.Weight {value = dense<[1.0, -0.5]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Scale(%x, %s, %b)
    : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// Batch of two; at least 0, at most 3.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 2x2x1x3xf32 = [3, 3, 3, 0, 0, 0, 0, 0, 0, 1, 1.25, 1.5]
func.func @clamped(%x: tensor<2x2x1x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x2x1x3xf32> {
  %s = top.Weight {value = dense<[-2.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %b = top.Weight {value = dense<[1.0, -0.5]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Scale(%x, %s, %b) {do_relu = true, relu_limit = 3.0 : f64}
    : (tensor<2x2x1x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2x2x1x3xf32> loc("y")
  return %y : tensor<2x2x1x3xf32>
}

// Rank 3.
// CHECK-LABEL: @rank3
// CHECK-NEXT: y: 1x2x3xf32 = [7, 5, 3, -0.5, -0.25, 0]
func.func @rank3(%x: tensor<1x2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x3xf32> {
  %s = top.Weight {value = dense<[-2.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %b = top.Weight {value = dense<[1.0, -0.5]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Scale(%x, %s, %b)
    : (tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3xf32> loc("y")
  return %y : tensor<1x2x3xf32>
}
