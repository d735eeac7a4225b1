// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Transposed convolution: every input pixel adds x[c, p] * w[c, oc, k] at p * stride + k * dilation - pad;
// what falls outside is lost, output_padding makes room at the end.

// Stride = kernel: every pixel becomes a block of its own.
// CHECK-LABEL: @apart
// CHECK-NEXT: y: 1x1x4x4xf32 = [2, 1, 1, 0.5, 0, -1, 0, -0.5, 0, 0, -1, -0.5, 0, 0, 0, 0.5]
func.func @apart(%x: tensor<1x1x2x2xf32> {run.input = "iota(-2,1)"})
    -> tensor<1x1x4x4xf32> {
  %w = top.Weight {value = dense<[[[[-1.0, -0.5], [0.0, 0.5]]]]> : tensor<1x1x2x2xf32>} : tensor<1x1x2x2xf32> loc("w")
  %y = top.Deconv(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>,
     pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> loc("y")
  return %y : tensor<1x1x4x4xf32>
}

// Blocks overlap; another crop on every side; bias.
// CHECK-LABEL: @overlap
// CHECK-NEXT: y: 1x3x2x6xf32 = [-4, -3, -7.5, -2.5, -6.5, -2, 7.5, 12.5, 23, 13.5, 25, 14.5, 3, 4, 8.5, 4.5, 9.5, 5, -12.5, -7.5, -15, -6.5, -13, -5.5, -4.5, -3.5, -8, -3, -7, -2.5, 7, 12, 22.5, 13, 24.5, 14]
func.func @overlap(%x: tensor<1x2x2x3xf32> {run.input = "iota(-2,1)"})
    -> tensor<1x3x2x6xf32> {
  %w = top.Weight {value = dense<
      [[[[-1.0, -0.5, 0.0], [0.5, 1.0, 1.5], [-1.0, -0.5, 0.0]], [[0.5, 1.0, 1.5], [-1.0, -0.5, 0.0],
      [0.5, 1.0, 1.5]], [[-1.0, -0.5, 0.0], [0.5, 1.0, 1.5], [-1.0, -0.5, 0.0]]], [[[0.5, 1.0, 1.5],
      [-1.0, -0.5, 0.0], [0.5, 1.0, 1.5]], [[-1.0, -0.5, 0.0], [0.5, 1.0, 1.5], [-1.0, -0.5, 0.0]], [[0.5,
      1.0, 1.5], [-1.0, -0.5, 0.0], [0.5, 1.0, 1.5]]]]> : tensor<2x3x3x3xf32>} : tensor<2x3x3x3xf32> loc("w")
  %b = top.Weight {value = dense<[1.0, -1.0, 0.5]> : tensor<3xf32>} : tensor<3xf32> loc("b")
  %y = top.Deconv(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>,
     pads = array<i64: 1, 0, 2, 1>}
    : (tensor<1x2x2x3xf32>, tensor<2x3x3x3xf32>, tensor<3xf32>) -> tensor<1x3x2x6xf32> loc("y")
  return %y : tensor<1x3x2x6xf32>
}

// Rows and columns that only the end padding has.
// CHECK-LABEL: @output_padding
// CHECK-NEXT: y: 1x2x4x7xf32 = [10, 9, 10, 10, 9.5, 10, 10, 8, 7, 10, 8, 8, 10, 10, 10, 10, 10, 10, 10.5, 10, 10, 10, 10, 10, 11, 11.5, 10, 10, 20, 19, 20, 20, 19.5, 20, 20, 18, 17, 20, 18, 18, 20, 20, 20, 20, 20, 20, 20.5, 20, 20, 20, 20, 20, 21, 21.5, 20, 20]
func.func @output_padding(%x: tensor<1x1x2x2xf32> {run.input = "iota(-2,1)"})
    -> tensor<1x2x4x7xf32> {
  %w = top.Weight {value = dense<[[[[-1.0, -0.5], [0.0, 0.5], [1.0, 1.5]], [[-1.0, -0.5], [0.0, 0.5], [1.0, 1.5]]]]> : tensor<1x2x3x2xf32>} : tensor<1x2x3x2xf32> loc("w")
  %b = top.Weight {value = dense<[10.0, 20.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Deconv(%x, %w, %b) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 3>,
     pads = array<i64: 1, 0, 1, 0>, output_padding = array<i64: 1, 2>}
    : (tensor<1x1x2x2xf32>, tensor<1x2x3x2xf32>, tensor<2xf32>) -> tensor<1x2x4x7xf32> loc("y")
  return %y : tensor<1x2x4x7xf32>
}

// Two groups, dilation 2 and 1, batch of two.
// CHECK-LABEL: @groups_dilation
// CHECK-NEXT: y: 2x2x3x4xf32 = [4, 6, 4, 7, -2, -2, -3, -2, -4, -2, -5, -2, -12, -2, -13, -2, 6, 14, 7, 16, 8, 18, 9, 20, 4, 22, 4, 23, -18, -2, -19, -2, -20, -2, -21, -2, -28, -2, -29, -2, 22, 46, 23, 48, 24, 50, 25, 52]
func.func @groups_dilation(%x: tensor<2x4x2x2xf32> {run.input = "iota(-2,1)"})
    -> tensor<2x2x3x4xf32> {
  %w = top.Weight {value = dense<[[[[-1.0, -0.5], [0.0, 0.5]]], [[[1.0, 1.5], [-1.0, -0.5]]], [[[0.0, 0.5], [1.0, 1.5]]], [[[-1.0, -0.5], [0.0, 0.5]]]]> : tensor<4x1x2x2xf32>} : tensor<4x1x2x2xf32> loc("w")
  %y = top.Deconv(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>,
     pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 2, 1>, group = 2 : i64}
    : (tensor<2x4x2x2xf32>, tensor<4x1x2x2xf32>) -> tensor<2x2x3x4xf32> loc("y")
  return %y : tensor<2x2x3x4xf32>
}

// One group per channel, at least 0, at most 1.
// CHECK-LABEL: @depthwise_relu
// CHECK-NEXT: y: 1x2x3x3xf32 = [1, 1, 0.5, 0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1, 0, 0, 0]
func.func @depthwise_relu(%x: tensor<1x2x2x2xf32> {run.input = "iota(-2,1)"})
    -> tensor<1x2x3x3xf32> {
  %w = top.Weight {value = dense<[[[[-1.0, -0.5], [0.0, 0.5]]], [[[1.0, 1.5], [-1.0, -0.5]]]]> : tensor<2x1x2x2xf32>} : tensor<2x1x2x2xf32> loc("w")
  %y = top.Deconv(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
     pads = array<i64: 0, 0, 0, 0>, group = 2 : i64, do_relu = true, relu_limit = 1.0 : f64}
    : (tensor<1x2x2x2xf32>, tensor<2x1x2x2xf32>) -> tensor<1x2x3x3xf32> loc("y")
  return %y : tensor<1x2x3x3xf32>
}

// Rank 3.
// CHECK-LABEL: @one_dimension
// CHECK-NEXT: y: 1x1x7xf32 = [2.5, 4, 3, 5, 3.5, 5, 0.5]
func.func @one_dimension(%x: tensor<1x2x3xf32> {run.input = "iota(-2,1)"})
    -> tensor<1x1x7xf32> {
  %w = top.Weight {value = dense<[[[-1.0, -0.5, 0.0]], [[0.5, 1.0, 1.5]]]> : tensor<2x1x3xf32>} : tensor<2x1x3xf32> loc("w")
  %b = top.Weight {value = dense<[0.5]> : tensor<1xf32>} : tensor<1xf32> loc("b")
  %y = top.Deconv(%x, %w, %b) {kernel_shape = array<i64: 3>, strides = array<i64: 2>,
     pads = array<i64: 1, 0>, output_padding = array<i64: 1>}
    : (tensor<1x2x3xf32>, tensor<2x1x3xf32>, tensor<1xf32>) -> tensor<1x1x7xf32> loc("y")
  return %y : tensor<1x1x7xf32>
}
