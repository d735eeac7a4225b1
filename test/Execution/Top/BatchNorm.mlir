// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// (x - mean) / sqrt(variance + epsilon) * gamma + beta per channel; sqrt(variance + epsilon) is 2 and 0.5 here.

// Variances 3.75 and 0, epsilon 0.25.
// CHECK-LABEL: @batchnorm
// CHECK-NEXT: y: 1x2x2x2xf32 = [-7.5, -5.5, -3.5, -1.5, -2, -4, -6, -8]
func.func @batchnorm(%x: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x2x2xf32> {
  %m = top.Weight {value = dense<[1.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("m")
  %v = top.Weight {value = dense<[3.75, 0.0]> : tensor<2xf32>} : tensor<2xf32> loc("v")
  %g = top.Weight {value = dense<[4.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("g")
  %b = top.Weight {value = dense<[0.5, 2.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.BatchNorm(%x, %m, %v, %g, %b) {epsilon = 0.25 : f64}
    : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// At least 0, at most 6.
// CHECK-LABEL: @clamped
// CHECK-NEXT: y: 1x2x2x2xf32 = [0, 0, 0, 0, 0, 0, 0, 0]
func.func @clamped(%x: tensor<1x2x2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<1x2x2x2xf32> {
  %m = top.Weight {value = dense<[1.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("m")
  %v = top.Weight {value = dense<[3.75, 0.0]> : tensor<2xf32>} : tensor<2xf32> loc("v")
  %g = top.Weight {value = dense<[4.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("g")
  %b = top.Weight {value = dense<[0.5, 2.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.BatchNorm(%x, %m, %v, %g, %b) {epsilon = 0.25 : f64, do_relu = true, relu_limit = 6.0 : f64}
    : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32> loc("y")
  return %y : tensor<1x2x2x2xf32>
}

// Two rows without spatial dimensions.
// CHECK-LABEL: @rank2
// CHECK-NEXT: y: 2x2xf32 = [-7.5, 4, -3.5, 0]
func.func @rank2(%x: tensor<2x2xf32> {run.input = "iota(-3,1)"})
    -> tensor<2x2xf32> {
  %m = top.Weight {value = dense<[1.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("m")
  %v = top.Weight {value = dense<[3.75, 0.0]> : tensor<2xf32>} : tensor<2xf32> loc("v")
  %g = top.Weight {value = dense<[4.0, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("g")
  %b = top.Weight {value = dense<[0.5, 2.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %y = top.BatchNorm(%x, %m, %v, %g, %b) {epsilon = 0.25 : f64}
    : (tensor<2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}
