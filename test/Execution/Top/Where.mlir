// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// lhs where cond is not 0, else rhs.

// The condition and the last operand broadcast.
// CHECK-LABEL: @rows
// CHECK-NEXT: r: 2x3xf32 = [1, 5, 2, -1, -1, -1]
func.func @rows(%x: tensor<2x1xf32> {run.input = "1,0"}, %y: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"}, %z: tensor<1xf32> {run.input = "-1"})
    -> tensor<2x3xf32> {
  %r = top.Where(%x, %y, %z)
    : (tensor<2x1xf32>, tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32> loc("r")
  return %r : tensor<2x3xf32>
}

// Anything but 0 holds.
// CHECK-LABEL: @elements
// CHECK-NEXT: r: 3xf32 = [4, 2, 3]
func.func @elements(%x: tensor<3xf32> {run.input = "0,2,-1"}, %y: tensor<3xf32> {run.input = "1,2,3"}, %z: tensor<3xf32> {run.input = "4,5,6"})
    -> tensor<3xf32> {
  %r = top.Where(%x, %y, %z)
    : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}
