// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The input with elements at given places updated.

// The last update of a place stays.
// CHECK-LABEL: @put
// CHECK-NEXT: r: 3xf32 = [30, 2, 20]
func.func @put(%x: tensor<3xf32> {run.input = "1,2,3"}, %y: tensor<3xf32> {run.input = "0,2,0"}, %z: tensor<3xf32> {run.input = "10,20,30"})
    -> tensor<3xf32> {
  %r = top.ScatterElements(%x, %y, %z) {axis = 0 : i64}
    : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}

// All updates of a place are added.
// CHECK-LABEL: @add
// CHECK-NEXT: r: 3xf32 = [41, 2, 23]
func.func @add(%x: tensor<3xf32> {run.input = "1,2,3"}, %y: tensor<3xf32> {run.input = "0,-1,0"}, %z: tensor<3xf32> {run.input = "10,20,30"})
    -> tensor<3xf32> {
  %r = top.ScatterElements(%x, %y, %z) {axis = 0 : i64, mode = #top<scatter_mode add>}
    : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("r")
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @min
// CHECK-NEXT: r: 1x2xf32 = [1, 3]
func.func @min(%x: tensor<1x2xf32> {run.input = "1,5"}, %y: tensor<1x1xf32> {run.input = "1"}, %z: tensor<1x1xf32> {run.input = "3"})
    -> tensor<1x2xf32> {
  %r = top.ScatterElements(%x, %y, %z) {axis = 1 : i64, mode = #top<scatter_mode min>}
    : (tensor<1x2xf32>, tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x2xf32> loc("r")
  return %r : tensor<1x2xf32>
}
