// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// exp(beta * x) over its sum along axis, or the logarithm of that.

// Neighbours along axis 1 differ by 2: 1, e^2, e^4 over their sum.
// CHECK-LABEL: @channels
// CHECK-NEXT: y: 1x3x2x2xf32 = [0.015876, 0.015876, 0.015876, 0.015876, 0.11731, 0.11731, 0.11731, 0.11731, 0.86681, 0.86681, 0.86681, 0.86681]
func.func @channels(%x: tensor<1x3x2x2xf32> {run.input = "iota(-2,0.5)"})
    -> tensor<1x3x2x2xf32> {
  %y = top.Softmax(%x) {axis = 1 : i64}
    : (tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32> loc("y")
  return %y : tensor<1x3x2x2xf32>
}

// exp of the values themselves would overflow.
// CHECK-LABEL: @large
// CHECK-NEXT: y: 2x3xf32 = [0.090031, 0.24473, 0.66524, 0, 0, 1]
func.func @large(%x: tensor<2x3xf32> {run.input = "1000,1001,1002,-1000,0,1000"})
    -> tensor<2x3xf32> {
  %y = top.Softmax(%x) {axis = 1 : i64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("y")
  return %y : tensor<2x3xf32>
}

// Along the first axis, beta = 1/2.
// CHECK-LABEL: @beta
// CHECK-NEXT: y: 2x3xf32 = [0.18243, 0.73106, 0.18243, 0.81757, 0.26894, 0.81757]
func.func @beta(%x: tensor<2x3xf32> {run.input = "0,1,2,3,-1,5"})
    -> tensor<2x3xf32> {
  %y = top.Softmax(%x) {axis = 0 : i64, beta = 0.5 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("y")
  return %y : tensor<2x3xf32>
}

// x - max - log(sum(exp(x - max)))
// CHECK-LABEL: @logsoftmax
// CHECK-NEXT: y: 2x3xf32 = [-2.4076, -1.4076, -0.40761, -2.1291, -6.1291, -0.12911]
func.func @logsoftmax(%x: tensor<2x3xf32> {run.input = "0,1,2,3,-1,5"})
    -> tensor<2x3xf32> {
  %y = top.Softmax(%x) {axis = 1 : i64, log = true}
    : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("y")
  return %y : tensor<2x3xf32>
}

// One element is certain.
// CHECK-LABEL: @one
// CHECK-NEXT: y: 2x1xf32 = [1, 1]
func.func @one(%x: tensor<2x1xf32> {run.input = "5,-7"})
    -> tensor<2x1xf32> {
  %y = top.Softmax(%x) {axis = 1 : i64}
    : (tensor<2x1xf32>) -> tensor<2x1xf32> loc("y")
  return %y : tensor<2x1xf32>
}
