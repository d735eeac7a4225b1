// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Tensors joined along axis.

// Two, one and three channels.
// CHECK-LABEL: @channels
// CHECK-NEXT: y: 1x6x1x2xf32 = [-3, -2, -1, 0, 7, 8, 17, 18, 19, 20, 21, 22]
func.func @channels(%a: tensor<1x2x1x2xf32> {run.input = "iota(-3,1)"},
                    %b: tensor<1x1x1x2xf32> {run.input = "iota(7,1)"},
                    %c: tensor<1x3x1x2xf32> {run.input = "iota(17,1)"})
    -> tensor<1x6x1x2xf32> {
  %y = top.Concat(%a, %b, %c) {axis = 1 : i64}
    : (tensor<1x2x1x2xf32>, tensor<1x1x1x2xf32>, tensor<1x3x1x2xf32>) -> tensor<1x6x1x2xf32> loc("y")
  return %y : tensor<1x6x1x2xf32>
}

// Columns of two channels.
// CHECK-LABEL: @columns
// CHECK-NEXT: y: 1x2x2x3xf32 = [-3, 7, 8, -2, 9, 10, -1, 11, 12, 0, 13, 14]
func.func @columns(%a: tensor<1x2x2x1xf32> {run.input = "iota(-3,1)"},
                   %b: tensor<1x2x2x2xf32> {run.input = "iota(7,1)"})
    -> tensor<1x2x2x3xf32> {
  %y = top.Concat(%a, %b) {axis = 3 : i64}
    : (tensor<1x2x2x1xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x3xf32> loc("y")
  return %y : tensor<1x2x2x3xf32>
}

// The first dimension.
// CHECK-LABEL: @batch
// CHECK-NEXT: y: 3x2xf32 = [-3, -2, 7, 8, 9, 10]
func.func @batch(%a: tensor<1x2xf32> {run.input = "iota(-3,1)"},
                 %b: tensor<2x2xf32> {run.input = "iota(7,1)"})
    -> tensor<3x2xf32> {
  %y = top.Concat(%a, %b) {axis = 0 : i64}
    : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("y")
  return %y : tensor<3x2xf32>
}

// One part is a constant.
// CHECK-LABEL: @weight
// CHECK-NEXT: y: 1x3x2xf32 = [-3, -2, -1, 0, 7, 8]
func.func @weight(%a: tensor<1x2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x3x2xf32> {
  %b = top.Weight {value = dense<[[[7.0, 8.0]]]> : tensor<1x1x2xf32>} : tensor<1x1x2xf32> loc("b")
  %y = top.Concat(%a, %b) {axis = 1 : i64}
    : (tensor<1x2x2xf32>, tensor<1x1x2xf32>) -> tensor<1x3x2xf32> loc("y")
  return %y : tensor<1x3x2xf32>
}

// At least 0, at most 8.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x3x1x2xf32 = [0, 0, 0, 0, 7, 8]
func.func @clamped(%a: tensor<1x2x1x2xf32> {run.input = "iota(-3,1)"},
                   %b: tensor<1x1x1x2xf32> {run.input = "iota(7,1)"})
    -> tensor<1x3x1x2xf32> {
  %y = top.Concat(%a, %b) {axis = 1 : i64, do_relu = true, relu_limit = 8.0 : f64}
    : (tensor<1x2x1x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x1x2xf32> loc("y")
  return %y : tensor<1x3x1x2xf32>
}

// One tensor twice.
// CHECK-LABEL: @same
// CHECK-NEXT: y: 1x4x1x2xf32 = [-3, -2, -1, 0, -3, -2, -1, 0]
func.func @same(%a: tensor<1x2x1x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x4x1x2xf32> {
  %y = top.Concat(%a, %a) {axis = 1 : i64}
    : (tensor<1x2x1x2xf32>, tensor<1x2x1x2xf32>) -> tensor<1x4x1x2xf32> loc("y")
  return %y : tensor<1x4x1x2xf32>
}
