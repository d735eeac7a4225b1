// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Products of the elements up to each place.

// CHECK-LABEL: @columns
// CHECK-NEXT: r: 2x3xf32 = [1, 5, 2, 7, -15, 14]
func.func @columns(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumProd(%x) {axis = 0 : i64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// Without the element itself: the empty product is 1.
// CHECK-LABEL: @exclusive
// CHECK-NEXT: r: 2x3xf32 = [1, 1, 5, 1, 7, -21]
func.func @exclusive(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumProd(%x) {axis = 1 : i64, exclusive = true}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// From the end.
// CHECK-LABEL: @reverse
// CHECK-NEXT: r: 2x3xf32 = [10, 10, 2, -147, -21, 7]
func.func @reverse(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
    -> tensor<2x3xf32> {
  %r = top.CumProd(%x) {axis = 1 : i64, reverse = true}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}
