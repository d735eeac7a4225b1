// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// (x - mean) / sqrt(variance + eps) * weight + bias, with mean and variance of the dimensions from axis on.

// Rows of four neighbours: mean in the middle, variance 1.25.
// CHECK-LABEL: @last
// CHECK-NEXT: y: 1x2x4xf32 = [-1.3416, 0.10558, 1.5528, 3.6708, -1.3416, 0.10558, 1.5528, 3.6708]
func.func @last(%x: tensor<1x2x4xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x4xf32> {
  %w = top.Weight {value = dense<[1.0, 2.0, -1.0, 0.5]> : tensor<4xf32>} : tensor<4xf32> loc("w")
  %b = top.Weight {value = dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.LayerNorm(%x, %w, %b) {axis = 2 : i64, eps = 1.0e-05 : f64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<1x2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Without weight and bias.
// CHECK-LABEL: @plain
// CHECK-NEXT: y: 1x2x4xf32 = [-1.3416, -0.44721, 0.44721, 1.3416, -1.3416, -0.44721, 0.44721, 1.3416]
func.func @plain(%x: tensor<1x2x4xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x4xf32> {
  %y = top.LayerNorm(%x) {axis = 2 : i64, eps = 1.0e-05 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
  return %y : tensor<1x2x4xf32>
}

// Over the last two dimensions, a large eps, only a weight.
// CHECK-LABEL: @two_axes
// CHECK-NEXT: y: 2x1x2x3xf32 = [-0.70244, -0.84293, -0.42146, 0.56195, 2.1073, 4.2146, -0.70244, -0.84293, -0.42146, 0.56195, 2.1073, 4.2146]
func.func @two_axes(%x: tensor<2x1x2x3xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x1x2x3xf32> {
  %w = top.Weight {value = dense<[[0.5, 1.0, 1.5], [2.0, 2.5, 3.0]]> : tensor<2x3xf32>} : tensor<2x3xf32> loc("w")
  %y = top.LayerNorm(%x, %w) {axis = 2 : i64, eps = 0.25 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x1x2x3xf32>, tensor<2x3xf32>) -> tensor<2x1x2x3xf32> loc("y")
  return %y : tensor<2x1x2x3xf32>
}

// Variance 0.25, eps 0.75: +-0.5, then the bias.
// CHECK-LABEL: @bias_only
// CHECK-NEXT: y: 1x3x2xf32 = [9.5, 20.5, 9.5, 20.5, 9.5, 20.5]
func.func @bias_only(%x: tensor<1x3x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x3x2xf32> {
  %b = top.Weight {value = dense<[10.0, 20.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.LayerNorm(%x, %b) {axis = 2 : i64, eps = 0.75 : f64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<1x3x2xf32>, tensor<2xf32>) -> tensor<1x3x2xf32> loc("y")
  return %y : tensor<1x3x2xf32>
}

// No variance.
// CHECK-LABEL: @constant
// CHECK-NEXT: y: 1x3xf32 = [0, 0, 0]
func.func @constant(%x: tensor<1x3xf32> {run.input = "4"})
    -> tensor<1x3xf32> {
  %y = top.LayerNorm(%x) {axis = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<1x3xf32>) -> tensor<1x3xf32> loc("y")
  return %y : tensor<1x3xf32>
}
