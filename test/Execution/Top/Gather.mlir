// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Slices of an axis at given places.

// -1 is the last row.
// CHECK-LABEL: @rows
// CHECK-NEXT: r: 2x2x2xf32 = [5, 6, 1, 2, 5, 6, 3, 4]
func.func @rows(%x: tensor<3x2xf32> {run.input = "1,2,3,4,5,6"}, %y: tensor<2x2xf32> {run.input = "2,0,-1,1"})
    -> tensor<2x2x2xf32> {
  %r = top.Gather(%x, %y) {axis = 0 : i64}
    : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<2x2x2xf32> loc("r")
  return %r : tensor<2x2x2xf32>
}

// CHECK-LABEL: @columns
// CHECK-NEXT: r: 3x1xf32 = [2, 4, 6]
func.func @columns(%x: tensor<3x2xf32> {run.input = "1,2,3,4,5,6"}, %y: tensor<1xf32> {run.input = "1"})
    -> tensor<3x1xf32> {
  %r = top.Gather(%x, %y) {axis = 1 : i64}
    : (tensor<3x2xf32>, tensor<1xf32>) -> tensor<3x1xf32> loc("r")
  return %r : tensor<3x1xf32>
}
