// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The mean of each window: its sum by the number of elements inside the input, or inside input and padding
// with count_include_pad.

// Four windows of four.
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x1x2x2xf32 = [-6.5, -4.5, 1.5, 3.5]
func.func @plain(%x: tensor<1x1x4x4xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// Another padding on every side: top 1, right 1; strides 1 and 2. Padding is not counted.
// CHECK-LABEL: @pads
// CHECK-NEXT: y: 1x2x3x2xf32 = [-8.5, -7, -7, -5.5, -4, -2.5, 0.5, 2, 2, 3.5, 5, 6.5]
func.func @pads(%x: tensor<1x2x3x3xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x2x3x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>, pads = array<i64: 1, 0, 0, 1>}
    : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x2xf32> loc("y")
  return %y : tensor<1x2x3x2xf32>
}

// The last row and column belong to no window.
// CHECK-LABEL: @floor
// CHECK-NEXT: y: 1x1x2x2xf32 = [-6, -4, 4, 6]
func.func @floor(%x: tensor<1x1x5x5xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x5x5xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// ceil_mode: the last windows reach beyond the input.
// CHECK-LABEL: @ceil
// CHECK-NEXT: y: 1x1x3x3xf32 = [-6, -4, -2.5, 4, 6, 7.5, 11.5, 13.5, 15]
func.func @ceil(%x: tensor<1x1x5x5xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x3x3xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true}
    : (tensor<1x1x5x5xf32>) -> tensor<1x1x3x3xf32> loc("y")
  return %y : tensor<1x1x3x3xf32>
}

// ceil_mode: the last window starts inside the input.
// CHECK-LABEL: @ceil_in_padding
// CHECK-NEXT: y: 1x1x2x2xf32 = [-6.5, -4, 3.5, 6]
func.func @ceil_in_padding(%x: tensor<1x1x4x4xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 3>, pads = array<i64: 0, 0, 1, 1>, ceil_mode = true}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// ceil_mode: a window that would start in the end padding does not exist.
// CHECK-LABEL: @ceil_dropped
// CHECK-NEXT: y: 1x1x1x1xf32 = [-7]
func.func @ceil_dropped(%x: tensor<1x1x3x3xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x1x1xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 3>, pads = array<i64: 0, 0, 1, 1>, ceil_mode = true}
    : (tensor<1x1x3x3xf32>) -> tensor<1x1x1x1xf32> loc("y")
  return %y : tensor<1x1x1x1xf32>
}

// One window of the whole plane.
// CHECK-LABEL: @global
// CHECK-NEXT: y: 1x3x1x1xf32 = [-6.5, -0.5, 5.5]
func.func @global(%x: tensor<1x3x2x3xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x3x1x1xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x2x3xf32>) -> tensor<1x3x1x1xf32> loc("y")
  return %y : tensor<1x3x1x1xf32>
}

// At least 0, at most 2; batch of two.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 2x1x1x3xf32 = [0, 0, 0, 2, 2, 2]
func.func @clamped(%x: tensor<2x1x2x4xf32> {run.input = "iota(-5,1)"})
    -> tensor<2x1x1x3xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
     do_relu = true, relu_limit = 2.0 : f64}
    : (tensor<2x1x2x4xf32>) -> tensor<2x1x1x3xf32> loc("y")
  return %y : tensor<2x1x1x3xf32>
}

// Rank 3.
// CHECK-LABEL: @one_dimension
// CHECK-NEXT: y: 1x2x3xf32 = [-8.5, -7, -5.5, -3.5, -2, -0.5]
func.func @one_dimension(%x: tensor<1x2x5xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x2x3xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 3>, strides = array<i64: 2>, pads = array<i64: 1, 1>}
    : (tensor<1x2x5xf32>) -> tensor<1x2x3xf32> loc("y")
  return %y : tensor<1x2x3xf32>
}

// count_include_pad: every divisor is 4.
// CHECK-LABEL: @include_pads
// CHECK-NEXT: y: 1x1x2x2xf32 = [-2.25, -3.75, -2.25, -3]
func.func @include_pads(%x: tensor<1x1x3x3xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 0, 0>, count_include_pad = true}
    : (tensor<1x1x3x3xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// What lies beyond the end padding does not count even with count_include_pad: the last divisors are 6 and 4.
// CHECK-LABEL: @include_ceil
// CHECK-NEXT: y: 1x1x2x2xf32 = [-2.8888888, -3.3333333, -0.33333334, 1]
func.func @include_ceil(%x: tensor<1x1x4x4xf32> {run.input = "iota(-9,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.AvgPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 0, 0>, ceil_mode = true, count_include_pad = true}
    : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}
