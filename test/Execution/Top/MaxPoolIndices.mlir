// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Where in its plane the maximum of each window is.

// Of the two nines the first.
// CHECK-LABEL: @plane
// CHECK-NEXT: r: 1x1x2x2xf32 = [4, 6, 9, 6]
func.func @plane(%x: tensor<1x1x3x4xf32> {run.input = "1,5,2,0,7,3,9,9,4,8,6,2"})
    -> tensor<1x1x2x2xf32> {
  %r = top.MaxPoolIndices(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x3x4xf32>) -> tensor<1x1x2x2xf32> loc("r")
  return %r : tensor<1x1x2x2xf32>
}

// Padding is never the maximum; places begin at 0 in every channel.
// CHECK-LABEL: @padded
// CHECK-NEXT: r: 1x2x3xf32 = [1, 1, 3, 1, 3, 3]
func.func @padded(%x: tensor<1x2x5xf32> {run.input = "3,-1,4,-5,2,-9,-8,-7,-6,-5"})
    -> tensor<1x2x3xf32> {
  %r = top.MaxPoolIndices(%x) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 1, 1>, dilations = array<i64: 2>}
    : (tensor<1x2x5xf32>) -> tensor<1x2x3xf32> loc("r")
  return %r : tensor<1x2x3xf32>
}

// The last window reaches beyond the input.
// CHECK-LABEL: @ceil
// CHECK-NEXT: r: 1x1x2xf32 = [1, 2]
func.func @ceil(%x: tensor<1x1x3xf32> {run.input = "1,2,-3"})
    -> tensor<1x1x2xf32> {
  %r = top.MaxPoolIndices(%x) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>, ceil_mode = true}
    : (tensor<1x1x3xf32>) -> tensor<1x1x2xf32> loc("r")
  return %r : tensor<1x1x2xf32>
}
