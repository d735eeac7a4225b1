// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y[m, n] = bias[n] + sum over k of x[m, k] * r[k, n], for every matrix of a batch.

// Two rows, constant right side, bias.
// CHECK-LABEL: @linear
// CHECK-NEXT: y: 2x4xf32 = [1.5, 4.5, 5, 3, 3, 3, 0.5, 3]
func.func @linear(%x: tensor<2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x4xf32> {
  %r = top.Weight {value = dense<[[-1.0, -0.5, 0.0, 0.5], [1.0, -1.0, -0.5, 0.0], [0.5, 1.0, -1.0, -0.5]]> : tensor<3x4xf32>} : tensor<3x4xf32> loc("r")
  %b = top.Weight {value = dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.MatMul(%x, %r, %b)
    : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32> loc("y")
  return %y : tensor<2x4xf32>
}

// The right side is stored as [N, K]; at least 0, at most 4.
// CHECK-LABEL: @linear_transposed
// CHECK-NEXT: y: 2x4xf32 = [4, 0, 0, 0, 0, 0, 0, 0]
func.func @linear_transposed(%x: tensor<2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x4xf32> {
  %r = top.Weight {value = dense<[[-1.0, -0.5, 0.0], [0.5, 1.0, -1.0], [-0.5, 0.0, 0.5], [1.0, -1.0, -0.5]]> : tensor<4x3xf32>} : tensor<4x3xf32> loc("r")
  %b = top.Weight {value = dense<[0.0, 1.0, -1.0, 0.5]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.MatMul(%x, %r, %b) {right_transpose = true, do_relu = true, relu_limit = 4.0 : f64}
    : (tensor<2x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<2x4xf32> loc("y")
  return %y : tensor<2x4xf32>
}

// Rows of rank 3 with one matrix.
// CHECK-LABEL: @rank3
// CHECK-NEXT: y: 2x2x2xf32 = [2, 1.5, 2, -1.5, 2, -4.5, 2, -7.5]
func.func @rank3(%x: tensor<2x2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x2x2xf32> {
  %r = top.Weight {value = dense<[[-1.0, -0.5], [0.0, 0.5], [1.0, -1.0]]> : tensor<3x2xf32>} : tensor<3x2xf32> loc("r")
  %y = top.MatMul(%x, %r)
    : (tensor<2x2x3xf32>, tensor<3x2xf32>) -> tensor<2x2x2xf32> loc("y")
  return %y : tensor<2x2x2xf32>
}

// Both sides are inputs.
// CHECK-LABEL: @two_inputs
// CHECK-NEXT: y: 2x2xf32 = [2, 1.5, 2, -1.5]
func.func @two_inputs(%x: tensor<2x3xf32> {run.input = "iota(-3,1)"},
                      %r: tensor<3x2xf32> {run.input = "-1,-0.5,0,0.5,1,-1"})
    -> tensor<2x2xf32> {
  %y = top.MatMul(%x, %r)
    : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}

// Both sides transposed, two heads.
// CHECK-LABEL: @two_inputs_transposed
// CHECK-NEXT: y: 1x2x2x2xf32 = [3.5, -3.5, 2, -3, 2, -5.5, 2, -6]
func.func @two_inputs_transposed(%x: tensor<1x2x3x2xf32> {run.input = "iota(-3,1)"},
                                 %r: tensor<1x2x2x3xf32> {run.input = "-1,-0.5,0,0.5,1,-1,-0.5,0,0.5,1,-1,-0.5"})
    -> tensor<1x2x2x2xf32> {
  %y = top.MatMul(%x, %r) {left_transpose = true, right_transpose = true}
    : (tensor<1x2x3x2xf32>, tensor<1x2x2x3xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// One right matrix for both left ones.
// CHECK-LABEL: @broadcast_right
// CHECK-NEXT: y: 1x2x2x2xf32 = [2, 1.5, 2, -1.5, 2, -4.5, 2, -7.5]
func.func @broadcast_right(%x: tensor<1x2x2x3xf32> {run.input = "iota(-3,1)"},
                           %r: tensor<1x1x3x2xf32> {run.input = "-1,-0.5,0,0.5,1,-1"})
    -> tensor<1x2x2x2xf32> {
  %y = top.MatMul(%x, %r)
    : (tensor<1x2x2x3xf32>, tensor<1x1x3x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// Constant right side of two matrices; the left one is used twice.
// CHECK-LABEL: @broadcast_left
// CHECK-NEXT: y: 2x2x2xf32 = [2, 1.5, 2, -1.5, 1.5, -1.5, -1.5, 0]
func.func @broadcast_left(%x: tensor<1x2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x2x2xf32> {
  %r = top.Weight {value = dense<[[[-1.0, -0.5], [0.0, 0.5], [1.0, -1.0]], [[-0.5, 0.0], [0.5, 1.0], [-1.0, -0.5]]]> : tensor<2x3x2xf32>} : tensor<2x3x2xf32> loc("r")
  %y = top.MatMul(%x, %r)
    : (tensor<1x2x3xf32>, tensor<2x3x2xf32>) -> tensor<2x2x2xf32> loc("y")
  return %y : tensor<2x2x2xf32>
}

// The left side is the constant.
// CHECK-LABEL: @constant_left
// CHECK-NEXT: y: 2x2xf32 = [-2, 4, 1.5, 1]
func.func @constant_left(%x: tensor<3x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x2xf32> {
  %l = top.Weight {value = dense<[[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]]> : tensor<2x3xf32>} : tensor<2x3xf32> loc("l")
  %y = top.MatMul(%l, %x)
    : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}
