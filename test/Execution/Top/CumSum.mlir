// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Sums of the elements up to each place.

// Down the rows.
// CHECK-LABEL: @columns
// CHECK-NEXT: r: 2x3xf32 = [1, 5, 2, 8, 2, 9]
func.func @columns(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumSum(%x) {axis = 0 : i64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// Along a row.
// CHECK-LABEL: @rows
// CHECK-NEXT: r: 2x3xf32 = [1, 6, 8, 7, 4, 11]
func.func @rows(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumSum(%x) {axis = 1 : i64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// Without the element itself.
// CHECK-LABEL: @exclusive
// CHECK-NEXT: r: 2x3xf32 = [0, 1, 6, 0, 7, 4]
func.func @exclusive(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumSum(%x) {axis = 1 : i64, exclusive = true}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// From the end.
// CHECK-LABEL: @reverse
// CHECK-NEXT: r: 2x3xf32 = [8, 7, 2, 11, 4, 7]
func.func @reverse(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumSum(%x) {axis = 1 : i64, reverse = true}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}
