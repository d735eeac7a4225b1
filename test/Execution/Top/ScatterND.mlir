// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The input with slices at given coordinates updated.

// CHECK-LABEL: @rows
// CHECK-NEXT: r: 3x2xf32 = [10, 20, 3, 4, 50, 60]
func.func @rows(%x: tensor<3x2xf32> {run.input = "1,2,3,4,5,6"}, %y: tensor<2x1xf32> {run.input = "2,0"}, %z: tensor<2x2xf32> {run.input = "50,60,10,20"})
    -> tensor<3x2xf32> {
  %r = top.ScatterND(%x, %y, %z)
    : (tensor<3x2xf32>, tensor<2x1xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("r")
  return %r : tensor<3x2xf32>
}

// Two coordinates name an element; products.
// CHECK-LABEL: @elements
// CHECK-NEXT: r: 3x2xf32 = [1, 2, 3, 40, 5, 6]
func.func @elements(%x: tensor<3x2xf32> {run.input = "1,2,3,4,5,6"}, %y: tensor<1x2xf32> {run.input = "1,1"}, %z: tensor<1xf32> {run.input = "10"})
    -> tensor<3x2xf32> {
  %r = top.ScatterND(%x, %y, %z) {mode = #top<scatter_mode mul>}
    : (tensor<3x2xf32>, tensor<1x2xf32>, tensor<1xf32>) -> tensor<3x2xf32> loc("r")
  return %r : tensor<3x2xf32>
}

// CHECK-LABEL: @max
// CHECK-NEXT: r: 3x2xf32 = [1, 2, 9, 4, 5, 6]
func.func @max(%x: tensor<3x2xf32> {run.input = "1,2,3,4,5,6"}, %y: tensor<1x1xf32> {run.input = "1"}, %z: tensor<1x2xf32> {run.input = "9,0"})
    -> tensor<3x2xf32> {
  %r = top.ScatterND(%x, %y, %z) {mode = #top<scatter_mode max>}
    : (tensor<3x2xf32>, tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32> loc("r")
  return %r : tensor<3x2xf32>
}
