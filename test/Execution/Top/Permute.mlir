// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// y[i0, i1, ...] = x with dimension order[k] at place k; x = 1, 2, 3, ...

// Channels last.
// CHECK-LABEL: @nhwc
// CHECK-NEXT: y: 1x2x2x3xf32 = [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]
func.func @nhwc(%x: tensor<1x3x2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x3xf32> {
  %y = top.Permute(%x) {order = array<i64: 0, 2, 3, 1>}
    : (tensor<1x3x2x2xf32>) -> tensor<1x2x2x3xf32> loc("y")
  return %y : tensor<1x2x2x3xf32>
}

// And back.
// CHECK-LABEL: @nchw
// CHECK-NEXT: y: 1x3x2x2xf32 = [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]
func.func @nchw(%x: tensor<1x2x2x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x3x2x2xf32> {
  %y = top.Permute(%x) {order = array<i64: 0, 3, 1, 2>}
    : (tensor<1x2x2x3xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// A matrix.
// CHECK-LABEL: @turn
// CHECK-NEXT: y: 3x2xf32 = [1, 4, 2, 5, 3, 6]
func.func @turn(%x: tensor<2x3xf32> {run.input = "iota(1,1)"})
    -> tensor<3x2xf32> {
  %y = top.Permute(%x) {order = array<i64: 1, 0>}
    : (tensor<2x3xf32>) -> tensor<3x2xf32> loc("y")
  return %y : tensor<3x2xf32>
}

// Channels and rows.
// CHECK-LABEL: @swap
// CHECK-NEXT: y: 1x3x2x2xf32 = [1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12]
func.func @swap(%x: tensor<1x2x3x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x3x2x2xf32> {
  %y = top.Permute(%x) {order = array<i64: 0, 2, 1, 3>}
    : (tensor<1x2x3x2xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// Rank 5.
// CHECK-LABEL: @five
// CHECK-NEXT: y: 1x3x2x1x2xf32 = [1, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12]
func.func @five(%x: tensor<1x2x2x1x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x3x2x1x2xf32> {
  %y = top.Permute(%x) {order = array<i64: 0, 4, 2, 3, 1>}
    : (tensor<1x2x2x1x3xf32>) -> tensor<1x3x2x1x2xf32> loc("y")
  return %y : tensor<1x3x2x1x2xf32>
}

// Nothing moves.
// CHECK-LABEL: @ones
// CHECK-NEXT: y: 1x1x1x4xf32 = [1, 2, 3, 4]
func.func @ones(%x: tensor<1x1x4x1xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x1x4xf32> {
  %y = top.Permute(%x) {order = array<i64: 0, 3, 1, 2>}
    : (tensor<1x1x4x1xf32>) -> tensor<1x1x1x4xf32> loc("y")
  return %y : tensor<1x1x1x4xf32>
}
