// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Elements offset, offset + step, ... before end in every dimension; x = 1, 2, 3, ...

// Rows 1-2, columns 1-2.
// CHECK-LABEL: @inner
// CHECK-NEXT: y: 1x2x2x2xf32 = [6, 7, 10, 11, 18, 19, 22, 23]
func.func @inner(%x: tensor<1x2x3x4xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x2xf32> {
  %y = top.Slice(%x) {offset = array<i64: 0, 0, 1, 1>, ends = array<i64: 1, 2, 3, 3>, steps = array<i64: 1, 1, 1, 1>}
    : (tensor<1x2x3x4xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// Channels 1 and 3.
// CHECK-LABEL: @channels
// CHECK-NEXT: y: 1x2x1x2xf32 = [3, 4, 7, 8]
func.func @channels(%x: tensor<1x4x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x1x2xf32> {
  %y = top.Slice(%x) {offset = array<i64: 0, 1, 0, 0>, ends = array<i64: 1, 4, 1, 2>, steps = array<i64: 1, 2, 1, 1>}
    : (tensor<1x4x1x2xf32>) -> tensor<1x2x1x2xf32> loc("y")
  return %y : tensor<1x2x1x2xf32>
}

// The last step reaches beyond the end.
// CHECK-LABEL: @uneven
// CHECK-NEXT: y: 2xf32 = [2, 5]
func.func @uneven(%x: tensor<7xf32> {run.input = "iota(1,1)"})
    -> tensor<2xf32> {
  %y = top.Slice(%x) {offset = array<i64: 1>, ends = array<i64: 6>, steps = array<i64: 3>}
    : (tensor<7xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}

// Negative steps; end -1 is before the first element.
// CHECK-LABEL: @backwards
// CHECK-NEXT: y: 1x2x2x3xf32 = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
func.func @backwards(%x: tensor<1x2x2x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x3xf32> {
  %y = top.Slice(%x) {offset = array<i64: 0, 1, 1, 2>, ends = array<i64: 1, -1, -1, -1>, steps = array<i64: 1, -1, -1, -1>}
    : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32> loc("y")
  return %y : tensor<1x2x2x3xf32>
}

// From 4 down to, and without, 0.
// CHECK-LABEL: @backwards_part
// CHECK-NEXT: y: 2xf32 = [5, 3]
func.func @backwards_part(%x: tensor<6xf32> {run.input = "iota(1,1)"})
    -> tensor<2xf32> {
  %y = top.Slice(%x) {offset = array<i64: 4>, ends = array<i64: 0>, steps = array<i64: -2>}
    : (tensor<6xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}
