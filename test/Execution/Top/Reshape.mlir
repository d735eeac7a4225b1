// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The same elements in another shape: 1, 2, 3, ... in order.

// -1 is the rest.
// CHECK-LABEL: @flat
// CHECK-NEXT: y: 1x6xf32 = [1, 2, 3, 4, 5, 6]
func.func @flat(%x: tensor<1x2x1x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x6xf32> {
  %y = top.Reshape(%x) {shape = array<i64: 1, -1>}
    : (tensor<1x2x1x3xf32>) -> tensor<1x6xf32> loc("y")
  return %y : tensor<1x6xf32>
}

// 0 keeps the dimension.
// CHECK-LABEL: @keep
// CHECK-NEXT: y: 2x2x3xf32 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
func.func @keep(%x: tensor<2x3x2xf32> {run.input = "iota(1,1)"})
    -> tensor<2x2x3xf32> {
  %y = top.Reshape(%x) {shape = array<i64: 0, 2, -1>}
    : (tensor<2x3x2xf32>) -> tensor<2x2x3xf32> loc("y")
  return %y : tensor<2x2x3xf32>
}

// To rank 4.
// CHECK-LABEL: @deep
// CHECK-NEXT: y: 1x2x1x3xf32 = [1, 2, 3, 4, 5, 6]
func.func @deep(%x: tensor<1x6xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x1x3xf32> {
  %y = top.Reshape(%x) {shape = array<i64: 1, 2, 1, 3>}
    : (tensor<1x6xf32>) -> tensor<1x2x1x3xf32> loc("y")
  return %y : tensor<1x2x1x3xf32>
}
