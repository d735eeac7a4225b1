// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y[oc, p] = bias[oc] + sum over the window of x[c, p * stride - pad + k * dilation] * w[oc, c, k],
// where padding is 0 and c runs over the channels of oc's group.

// One channel, no padding: four windows of a 3x3 plane.
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x1x2x2xf32 = [13.5, 8.5, -1.5, -6.5]
func.func @plain(%x: tensor<1x1x3x3xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x1x2x2xf32> {
  %w = top.Weight {value = dense<[[[[-2.0, -1.5], [-1.0, -0.5]]]]> : tensor<1x1x2x2xf32>} : tensor<1x1x2x2xf32> loc("w")
  %y = top.Conv(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
     pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// Another padding on every side (top 1, left 0, bottom 0, right 2), strides 2 and 1, bias.
// CHECK-LABEL: @pads_strides
// CHECK-NEXT: y: 1x3x2x4xf32 = [-1.5, -3, -4.5, -0.5, -52, -60.5, -45, -3.5, -30.5, -38, -33.5, -21.5, -73, -79.5, -70, -48, -1.5, -4.5, 16.5, 5, -43, -47.5, -2, 0.5]
func.func @pads_strides(%x: tensor<1x2x3x4xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x3x2x4xf32> {
  %w = top.Weight {value = dense<
      [[[[-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5]], [[1.0, -2.0, -1.5], [-1.0, -0.5, 0.0]]], [[[0.5, 1.0,
      -2.0], [-1.5, -1.0, -0.5]], [[0.0, 0.5, 1.0], [-2.0, -1.5, -1.0]]], [[[-0.5, 0.0, 0.5], [1.0, -2.0,
      -1.5]], [[-1.0, -0.5, 0.0], [0.5, 1.0, -2.0]]]]> : tensor<3x2x2x3xf32>} : tensor<3x2x2x3xf32> loc("w")
  %b = top.Weight {value = dense<[10.0, -1.0, 0.5]> : tensor<3xf32>} : tensor<3xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 1>,
     pads = array<i64: 1, 0, 0, 2>}
    : (tensor<1x2x3x4xf32>, tensor<3x2x2x3xf32>, tensor<3xf32>) -> tensor<1x3x2x4xf32> loc("y")
  return %y : tensor<1x3x2x4xf32>
}

// At least 0, at most 6.
// CHECK-LABEL: @relu6
// CHECK-NEXT: y: 1x2x3x3xf32 = [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 6, 0, 0, 0, 0, 0, 0]
func.func @relu6(%x: tensor<1x2x3x3xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x2x3x3xf32> {
  %w = top.Weight {value = dense<
      [[[[-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5], [1.0, -2.0, -1.5]], [[-1.0, -0.5, 0.0], [0.5, 1.0, -2.0],
      [-1.5, -1.0, -0.5]]], [[[0.0, 0.5, 1.0], [-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5]], [[1.0, -2.0, -1.5],
      [-1.0, -0.5, 0.0], [0.5, 1.0, -2.0]]]]> : tensor<2x2x3x3xf32>} : tensor<2x2x3x3xf32> loc("w")
  %b = top.Weight {value = dense<[1.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>,
     pads = array<i64: 1, 1, 1, 1>, do_relu = true, relu_limit = 6.0 : f64}
    : (tensor<1x2x3x3xf32>, tensor<2x2x3x3xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("y")
  return %y : tensor<1x2x3x3xf32>
}

// Two groups, dilations 2 and 3, batch of two.
// CHECK-LABEL: @groups_dilations
// CHECK-NEXT: y: 2x4x3x2xf32 = [-55.5, -31.5, -73, -59, -90.5, -86.5, -24.5, -79.5, -32, -104.5, -39.5, -129.5, -224, -328, -239, -350.5, -254, -373, -93, -316, -98, -336, -103, -356, -405.5, -581.5, -423, -609, -440.5, -636.5, -174.5, -579.5, -182, -604.5, -189.5, -629.5, -524, -778, -539, -800.5, -554, -823, -193, -716, -198, -736, -203, -756]
func.func @groups_dilations(%x: tensor<2x4x5x5xf32> {run.input = "iota(-4,1)"})
    -> tensor<2x4x3x2xf32> {
  %w = top.Weight {value = dense<
      [[[[-2.0, -1.5], [-1.0, -0.5]], [[0.0, 0.5], [1.0, -2.0]]], [[[-1.5, -1.0], [-0.5, 0.0]], [[0.5,
      1.0], [-2.0, -1.5]]], [[[-1.0, -0.5], [0.0, 0.5]], [[1.0, -2.0], [-1.5, -1.0]]], [[[-0.5, 0.0],
      [0.5, 1.0]], [[-2.0, -1.5], [-1.0, -0.5]]]]> : tensor<4x2x2x2xf32>} : tensor<4x2x2x2xf32> loc("w")
  %y = top.Conv(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>,
     pads = array<i64: 0, 1, 0, 1>, dilations = array<i64: 2, 3>, group = 2 : i64}
    : (tensor<2x4x5x5xf32>, tensor<4x2x2x2xf32>) -> tensor<2x4x3x2xf32> loc("y")
  return %y : tensor<2x4x3x2xf32>
}

// A filter per channel.
// CHECK-LABEL: @depthwise
// CHECK-NEXT: y: 1x3x3x3xf32 = [1.5, -0.5, 0.5, 1.5, 6.5, 5, 4, 3, -2, -17.5, -29.5, -11.5, -27.5, -48, -24, -15, -19, 7, -24, -62.5, -60, -8, -52.5, -64, -21.5, -62.5, -62.5]
func.func @depthwise(%x: tensor<1x3x3x3xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x3x3x3xf32> {
  %w = top.Weight {value = dense<
      [[[[-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5], [1.0, -2.0, -1.5]]], [[[-1.0, -0.5, 0.0], [0.5, 1.0, -2.0],
      [-1.5, -1.0, -0.5]]], [[[0.0, 0.5, 1.0], [-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5]]]]> : tensor<3x1x3x3xf32>} : tensor<3x1x3x3xf32> loc("w")
  %b = top.Weight {value = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>} : tensor<3xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>,
     pads = array<i64: 1, 1, 1, 1>, group = 3 : i64}
    : (tensor<1x3x3x3xf32>, tensor<3x1x3x3xf32>, tensor<3xf32>) -> tensor<1x3x3x3xf32> loc("y")
  return %y : tensor<1x3x3x3xf32>
}

// Two output channels per group.
// CHECK-LABEL: @depthwise_twice
// CHECK-NEXT: y: 1x4x2x2xf32 = [12.5, 6, 5.5, 2, 5.5, 3, 2.5, 1, 0.5, 0, 1.5, 0, -2, 1, -4, 3]
func.func @depthwise_twice(%x: tensor<1x2x2x2xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x4x2x2xf32> {
  %w = top.Weight {value = dense<[[[[-2.0, -1.5]]], [[[-1.0, -0.5]]], [[[0.0, 0.5]]], [[[1.0, -2.0]]]]> : tensor<4x1x1x2xf32>} : tensor<4x1x1x2xf32> loc("w")
  %y = top.Conv(%x, %w) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>,
     pads = array<i64: 0, 0, 0, 1>, group = 2 : i64}
    : (tensor<1x2x2x2xf32>, tensor<4x1x1x2xf32>) -> tensor<1x4x2x2xf32> loc("y")
  return %y : tensor<1x4x2x2xf32>
}

// 1x1: a product per pixel, every second one.
// CHECK-LABEL: @pointwise
// CHECK-NEXT: y: 1x2x1x1xf32 = [4, 4]
func.func @pointwise(%x: tensor<1x3x2x2xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x2x1x1xf32> {
  %w = top.Weight {value = dense<[[[[-2.0]], [[-1.5]], [[-1.0]]], [[[-0.5]], [[0.0]], [[0.5]]]]> : tensor<2x3x1x1xf32>} : tensor<2x3x1x1xf32> loc("w")
  %y = top.Conv(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 2, 2>,
     pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x2x2xf32>, tensor<2x3x1x1xf32>) -> tensor<1x2x1x1xf32> loc("y")
  return %y : tensor<1x2x1x1xf32>
}

// Rank 3, dilation 2, stride 2, begin padding 2, end padding 1.
// CHECK-LABEL: @one_dimension
// CHECK-NEXT: y: 1x2x3xf32 = [11, 14, 3, 10, -4, -9]
func.func @one_dimension(%x: tensor<1x2x6xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x2x3xf32> {
  %w = top.Weight {value = dense<[[[-2.0, -1.5, -1.0], [-0.5, 0.0, 0.5]], [[1.0, -2.0, -1.5], [-1.0, -0.5, 0.0]]]> : tensor<2x2x3xf32>} : tensor<2x2x3xf32> loc("w")
  %b = top.Weight {value = dense<[1.0, 0.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 3>, strides = array<i64: 2>,
     pads = array<i64: 2, 1>, dilations = array<i64: 2>}
    : (tensor<1x2x6xf32>, tensor<2x2x3xf32>, tensor<2xf32>) -> tensor<1x2x3xf32> loc("y")
  return %y : tensor<1x2x3xf32>
}

// Rank 5, stride 2 and padding in depth only.
// CHECK-LABEL: @three_dimensions
// CHECK-NEXT: y: 1x2x2x1x3xf32 = [-41.5, -44, -29, -150.5, -161, -95.5, -69, -77.5, -50.5, -146, -154.5, -95]
func.func @three_dimensions(%x: tensor<1x2x3x2x3xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x2x2x1x3xf32> {
  %w = top.Weight {value = dense<
      [[[[[-2.0, -1.5], [-1.0, -0.5]], [[0.0, 0.5], [1.0, -2.0]]], [[[-1.5, -1.0], [-0.5, 0.0]], [[0.5,
      1.0], [-2.0, -1.5]]]], [[[[-1.0, -0.5], [0.0, 0.5]], [[1.0, -2.0], [-1.5, -1.0]]], [[[-0.5, 0.0],
      [0.5, 1.0]], [[-2.0, -1.5], [-1.0, -0.5]]]]]> : tensor<2x2x2x2x2xf32>} : tensor<2x2x2x2x2xf32> loc("w")
  %b = top.Weight {value = dense<[0.0, 4.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 2, 1, 1>,
     pads = array<i64: 1, 0, 0, 0, 0, 1>}
    : (tensor<1x2x3x2x3xf32>, tensor<2x2x2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x1x3xf32> loc("y")
  return %y : tensor<1x2x2x1x3xf32>
}

// Dilated in depth, two groups.
// CHECK-LABEL: @three_dimensions_groups
// CHECK-NEXT: y: 1x2x1x2x2xf32 = [2, 0, 0, 0, 0, 0, 0, 0]
func.func @three_dimensions_groups(%x: tensor<1x2x3x2x2xf32> {run.input = "iota(-4,1)"})
    -> tensor<1x2x1x2x2xf32> {
  %w = top.Weight {value = dense<[[[[[-2.0]], [[-1.5]]]], [[[[-1.0]], [[-0.5]]]]]> : tensor<2x1x2x1x1xf32>} : tensor<2x1x2x1x1xf32> loc("w")
  %y = top.Conv(%x, %w) {kernel_shape = array<i64: 2, 1, 1>, strides = array<i64: 1, 1, 1>,
     pads = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 2, 1, 1>, group = 2 : i64, do_relu = true}
    : (tensor<1x2x3x2x2xf32>, tensor<2x1x2x1x1xf32>) -> tensor<1x2x1x2x2xf32> loc("y")
  return %y : tensor<1x2x1x2x2xf32>
}

// The filter is an input as well.
// CHECK-LABEL: @computed_filter
// CHECK-NEXT: y: 1x2x3x3xf32 = [6.5, 5, 3, 14.5, 9.5, 4, -0.5, -5.5, -5, 1, 0, -3, -3.5, -4, 0, -5, -5.5, 3]
func.func @computed_filter(%x: tensor<1x1x3x3xf32> {run.input = "iota(-4,1)"},
                           %w: tensor<2x1x2x2xf32> {run.input = "-2,-1.5,-1,-0.5,0,0.5,1,-2"})
    -> tensor<1x2x3x3xf32> {
  %b = top.Weight {value = dense<[1.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.Conv(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
     pads = array<i64: 1, 0, 0, 1>}
    : (tensor<1x1x3x3xf32>, tensor<2x1x2x2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("y")
  return %y : tensor<1x2x3x3xf32>
}
