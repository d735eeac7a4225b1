// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x to the power of const_val.

// Even: the sign goes.
// CHECK-LABEL: @square
// CHECK-NEXT: y: 1x2x4xf32 = [9, 1, 0.25, 0, 0.25, 1, 4, 16]
func.func @square(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.Pow(%x) {const_val = 2.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Odd: the sign stays.
// CHECK-LABEL: @cube
// CHECK-NEXT: y: 1x2x4xf32 = [-27, -1, -0.125, 0, 0.125, 1, 8, 64]
func.func @cube(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.Pow(%x) {const_val = 3.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Square root.
// CHECK-LABEL: @root
// CHECK-NEXT: y: 1x2x4xf32 = [0, 1, 2, 3, 0.5, 4, 0.25, 10]
func.func @root(%x: tensor<1x2x4xf32> {run.input = "0,1,4,9,0.25,16,0.0625,100"})
    -> tensor<1x2x4xf32> {
  %y = top.Pow(%x) {const_val = 0.5 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 1 / x^2
// CHECK-LABEL: @inverse
// CHECK-NEXT: y: 1x2x4xf32 = [1, 0.25, 0.0625, 4, 16, 0.015625, 1, 0.01]
func.func @inverse(%x: tensor<1x2x4xf32> {run.input = "1,-2,4,0.5,-0.25,8,-1,10"})
    -> tensor<1x2x4xf32> {
  %y = top.Pow(%x) {const_val = -2.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// 1 even at 0.
// CHECK-LABEL: @zeroth
// CHECK-NEXT: y: 1x2x4xf32 = [1, 1, 1, 1, 1, 1, 1, 1]
func.func @zeroth(%x: tensor<1x2x4xf32> {run.input = "-3,-1,-0.5,0,0.5,1,2,4"})
    -> tensor<1x2x4xf32> {
  %y = top.Pow(%x) {const_val = 0.0 : f64}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}
