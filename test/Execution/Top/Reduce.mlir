// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A reduction over axes.

// The plane of each channel: 8 / 4 and -6.5 / 4.
// CHECK-LABEL: @mean
// CHECK-NEXT: y: 1x2x1x1xf32 = [2, -1.625]
func.func @mean(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x2x1x1xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = true, mode = #top<reduce_mode mean>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x1x1xf32> loc("y")
  return %y : tensor<1x2x1x1xf32>
}

// Channels.
// CHECK-LABEL: @sum
// CHECK-NEXT: y: 1x1x2x2xf32 = [-2, -8, 4.5, 7]
func.func @sum(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x1x2x2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode sum>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// Columns, dropped.
// CHECK-LABEL: @max
// CHECK-NEXT: y: 1x2x2xf32 = [1, 5, -3, 2]
func.func @max(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x2x2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 3>, keepdims = false, mode = #top<reduce_mode max>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x2xf32> loc("y")
  return %y : tensor<1x2x2xf32>
}

// Channels and columns, dropped.
// CHECK-LABEL: @min
// CHECK-NEXT: y: 1x2xf32 = [-6, 0.5]
func.func @min(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1, 3>, keepdims = false, mode = #top<reduce_mode min>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2xf32> loc("y")
  return %y : tensor<1x2xf32>
}

// Rows.
// CHECK-LABEL: @prod
// CHECK-NEXT: y: 2xf32 = [-40, 18]
func.func @prod(%x: tensor<2x4xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode prod>}
    : (tensor<2x4xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}

// The sum of magnitudes.
// CHECK-LABEL: @l1
// CHECK-NEXT: y: 2x1xf32 = [12, 11.5]
func.func @l1(%x: tensor<2x4xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<2x1xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode l1>}
    : (tensor<2x4xf32>) -> tensor<2x1xf32> loc("y")
  return %y : tensor<2x1xf32>
}

// 5 = sqrt(9 + 16), 13 = sqrt(25 + 144).
// CHECK-LABEL: @l2
// CHECK-NEXT: y: 1x2xf32 = [5, 13]
func.func @l2(%x: tensor<1x2x2xf32> {run.input = "3,-4,-5,12"})
    -> tensor<1x2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 2>, keepdims = false, mode = #top<reduce_mode l2>}
    : (tensor<1x2x2xf32>) -> tensor<1x2xf32> loc("y")
  return %y : tensor<1x2xf32>
}

// Everything.
// CHECK-LABEL: @all
// CHECK-NEXT: y: 1x1x1x1xf32 = [1.5]
func.func @all(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x1x1x1xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 0, 1, 2, 3>, keepdims = true, mode = #top<reduce_mode sum>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x1x1x1xf32> loc("y")
  return %y : tensor<1x1x1x1xf32>
}

// The sum times 1 / 3.
// CHECK-LABEL: @mean_third
// CHECK-NEXT: y: 1x1xf32 = [3]
func.func @mean_third(%x: tensor<1x3xf32> {run.input = "1,2,6"})
    -> tensor<1x1xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode mean>}
    : (tensor<1x3xf32>) -> tensor<1x1xf32> loc("y")
  return %y : tensor<1x1xf32>
}

// Channels, dropped: rank 3 remains.
// CHECK-LABEL: @channels_dropped
// CHECK-NEXT: y: 1x2x2xf32 = [-1, -4, 2.25, 3.5]
func.func @channels_dropped(%x: tensor<1x2x2x2xf32> {run.input = "1,-2,4,5,-3,-6,0.5,2"})
    -> tensor<1x2x2xf32> {
  %y = top.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode mean>}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x2xf32> loc("y")
  return %y : tensor<1x2x2xf32>
}
