// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// 1 where the comparison holds, else 0.

// A row against a column.
// CHECK-LABEL: @less
// CHECK-NEXT: r: 2x3xf32 = [1, 0, 0, 0, 1, 0]
func.func @less(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"}, %y: tensor<2x1xf32> {run.input = "2,0"})
    -> tensor<2x3xf32> {
  %r = top.Compare(%x, %y) {mode = #top<compare_mode lt>}
    : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// Equal, and not less than itself.
// CHECK-LABEL: @equal
// CHECK-NEXT: r: 3xf32 = [1, 0, 1]
func.func @equal(%x: tensor<3xf32> {run.input = "1,2,3"}, %y: tensor<3xf32> {run.input = "1,5,3"})
    -> tensor<3xf32> {
  %r = top.Compare(%x, %y) {mode = #top<compare_mode eq>}
    : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @greater_or_equal
// CHECK-NEXT: r: 3xf32 = [0, 1, 1]
func.func @greater_or_equal(%x: tensor<3xf32> {run.input = "1,2,3"}, %y: tensor<1xf32> {run.input = "2"})
    -> tensor<3xf32> {
  %r = top.Compare(%x, %y) {mode = #top<compare_mode ge>}
    : (tensor<3xf32>, tensor<1xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @not_equal
// CHECK-NEXT: r: 3xf32 = [1, 0, 1]
func.func @not_equal(%x: tensor<3xf32> {run.input = "1,2,3"}, %y: tensor<1xf32> {run.input = "2"})
    -> tensor<3xf32> {
  %r = top.Compare(%x, %y) {mode = #top<compare_mode ne>}
    : (tensor<3xf32>, tensor<1xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}
