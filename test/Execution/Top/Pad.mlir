// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A border around a tensor: all begins, then all ends; negative ones crop. x = 1, 2, 3, ...

// A row on top, two columns on the right.
// CHECK-LABEL: @zeros
// CHECK-NEXT: y: 1x1x3x4xf32 = [0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0]
func.func @zeros(%x: tensor<1x1x2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x3x4xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 0, 0, 0, 0, 2>}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x3x4xf32> loc("y")
  return %y : tensor<1x1x3x4xf32>
}

// A channel and a row of -1.5.
// CHECK-LABEL: @value
// CHECK-NEXT: y: 1x3x2x2xf32 = [-1.5, -1.5, -1.5, -1.5, 1, 2, -1.5, -1.5, 3, 4, -1.5, -1.5]
func.func @value(%x: tensor<1x2x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x3x2x2xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 1, 0, 0, 0, 0, 1, 0>, val = -1.5 : f64}
    : (tensor<1x2x1x2xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// The first row and the last two columns go, one column comes.
// CHECK-LABEL: @crop
// CHECK-NEXT: y: 1x1x2x2xf32 = [0, 4, 0, 7]
func.func @crop(%x: tensor<1x1x3x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x2x2xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 0, -1, 1, 0, 0, 0, -2>}
    : (tensor<1x1x3x3xf32>) -> tensor<1x1x2x2xf32> loc("y")
  return %y : tensor<1x1x2x2xf32>
}

// Mirrored at the edge, which is not repeated.
// CHECK-LABEL: @reflect
// CHECK-NEXT: y: 1x1x6x6xf32 = [8, 7, 8, 9, 8, 7, 5, 4, 5, 6, 5, 4, 2, 1, 2, 3, 2, 1, 5, 4, 5, 6, 5, 4, 8, 7, 8, 9, 8, 7, 5, 4, 5, 6, 5, 4]
func.func @reflect(%x: tensor<1x1x3x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x6x6xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 0, 2, 1, 0, 0, 1, 2>, mode = #top<pad_mode reflect>}
    : (tensor<1x1x3x3xf32>) -> tensor<1x1x6x6xf32> loc("y")
  return %y : tensor<1x1x6x6xf32>
}

// The edge repeated.
// CHECK-LABEL: @edge
// CHECK-NEXT: y: 1x1x3x5xf32 = [1, 1, 1, 2, 2, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4]
func.func @edge(%x: tensor<1x1x2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x3x5xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 2, 0, 0, 0, 1>, mode = #top<pad_mode edge>}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x3x5xf32> loc("y")
  return %y : tensor<1x1x3x5xf32>
}

// Rank 2, the first dimension as well.
// CHECK-LABEL: @row
// CHECK-NEXT: y: 3x3xf32 = [9, 1, 2, 9, 3, 4, 9, 9, 9]
func.func @row(%x: tensor<2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<3x3xf32> {
  %y = top.Pad(%x) {paddings = array<i64: 0, 1, 1, 0>, val = 9.0 : f64}
    : (tensor<2x2xf32>) -> tensor<3x3xf32> loc("y")
  return %y : tensor<3x3xf32>
}
