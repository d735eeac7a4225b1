// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x / (bias + alpha / size * sum of squares of neighbouring channels)^beta.

// Three channels, fewer at the ends.
// CHECK-LABEL: @three
// CHECK-NEXT: y: 1x5x1x2xf32 = [-0.44842, 0.51823, 0.15223, -0.63416, 0.55709, 0.31708, 0.49061, -0.55663, -0.66185, 0.6197]
func.func @three(%x: tensor<1x5x1x2xf32> {run.input = "-0.5,1.5,0.25,-2,1.25,1,1.5,-1.5,-1.75,1.5"})
    -> tensor<1x5x1x2xf32> {
  %y = top.LRN(%x) {size = 3 : i64, alpha = 1.5 : f64}
    : (tensor<1x5x1x2xf32>) -> tensor<1x5x1x2xf32> loc("y")
  return %y : tensor<1x5x1x2xf32>
}

// An even size reaches one further behind; other exponent and bias.
// CHECK-LABEL: @even
// CHECK-NEXT: y: 1x5x1x2xf32 = [-0.3345, 0.87988, 0.15762, -1.1202, 0.73821, 0.56011, 0.88707, -0.91499, -1.0722, 0.93704]
func.func @even(%x: tensor<1x5x1x2xf32> {run.input = "-0.5,1.5,0.25,-2,1.25,1,1.5,-1.5,-1.75,1.5"})
    -> tensor<1x5x1x2xf32> {
  %y = top.LRN(%x) {size = 4 : i64, alpha = 0.5 : f64, beta = 0.5 : f64, bias = 2.0 : f64}
    : (tensor<1x5x1x2xf32>) -> tensor<1x5x1x2xf32> loc("y")
  return %y : tensor<1x5x1x2xf32>
}
