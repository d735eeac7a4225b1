// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// a / b with numpy broadcasting.

// a = -3, -2, ... 4.
// CHECK-LABEL: @same
// CHECK-NEXT: y: 1x2x2x2xf32 = [-1.5, 2, -2, 0, -0.5, 2, 0.375, -16]
func.func @same(%a: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"},
                %b: tensor<1x2x2x2xf32> {run.input = "2,-1,0.5,4,-2,1,8,-0.25"})
    -> tensor<1x2x2x2xf32> {
  %y = top.Div(%a, %b)
    : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// The same with a fused activation: at least 0, at most 2.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x2x2x2xf32 = [0, 2, 0, 0, 0, 2, 0.375, 0]
func.func @clamped(%a: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"},
                   %b: tensor<1x2x2x2xf32> {run.input = "2,-1,0.5,4,-2,1,8,-0.25"})
    -> tensor<1x2x2x2xf32> {
  %y = top.Div(%a, %b) {do_relu = true, relu_limit = 2.0 : f64}
    : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// A constant 2 for channel 0, 4 for channel 1.
// CHECK-LABEL: @per_channel
// CHECK-NEXT: y: 1x2x2x2xf32 = [-1.5, -1, -0.5, 0, 0.25, 0.5, 0.75, 1]
func.func @per_channel(%a: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x2x2xf32> {
  %c = top.Weight {value = dense<[[[[2.0]], [[4.0]]]]> : tensor<1x2x1x1xf32>} : tensor<1x2x1x1xf32> loc("c")
  %y = top.Div(%a, %c)
    : (tensor<1x2x2x2xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// Each side repeats along the other.
// CHECK-LABEL: @outer
// CHECK-NEXT: y: 1x1x2x3xf32 = [-2, -1, -0.5, 8, 4, 2]
func.func @outer(%a: tensor<1x1x2x1xf32> {run.input = "-2,8"},
                 %b: tensor<1x1x1x3xf32> {run.input = "1,2,4"})
    -> tensor<1x1x2x3xf32> {
  %y = top.Div(%a, %b)
    : (tensor<1x1x2x1xf32>, tensor<1x1x1x3xf32>) -> tensor<1x1x2x3xf32> loc("y")
  return %y : tensor<1x1x2x3xf32>
}

// A constant of lower rank on the left.
// CHECK-LABEL: @lower_rank
// CHECK-NEXT: y: 2x3xf32 = [-0.33333334, -2, 4, 0.33333334, 0.4, 0.5714286]
func.func @lower_rank(%a: tensor<2x3xf32> {run.input = "iota(-3,2)"})
    -> tensor<2x3xf32> {
  %c = top.Weight {value = dense<[1.0, 2.0, 4.0]> : tensor<3xf32>} : tensor<3xf32> loc("c")
  %y = top.Div(%c, %a)
    : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("y")
  return %y : tensor<2x3xf32>
}
