// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.LRN in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x5x1x2xf32 = [-0.44842, 0.51823, 0.15223, -0.63416, 0.55709, 0.31708, 0.49061, -0.55663, -0.66185, 0.6197]
  func.func @f32(%x: tensor<1x5x1x2xf32> {run.input = "-0.5,1.5,0.25,-2,1.25,1,1.5,-1.5,-1.75,1.5"})
      -> tensor<1x5x1x2xf32> {
    %y = tpu.LRN(%x) {size = 3 : i64, alpha = 1.5 : f64}
      : (tensor<1x5x1x2xf32>) -> tensor<1x5x1x2xf32> loc("y")
    return %y : tensor<1x5x1x2xf32>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x5x1x2xf16 = [-0.44849, 0.51807, 0.15222, -0.63428, 0.55713, 0.31714, 0.49072, -0.55664, -0.66162, 0.61963]
  func.func @f16(%x: tensor<1x5x1x2xf16> {run.input = "-0.5,1.5,0.25,-2,1.25,1,1.5,-1.5,-1.75,1.5"})
      -> tensor<1x5x1x2xf16> {
    %y = tpu.LRN(%x) {size = 3 : i64, alpha = 1.5 : f64}
      : (tensor<1x5x1x2xf16>) -> tensor<1x5x1x2xf16> loc("y")
    return %y : tensor<1x5x1x2xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x5x1x2xbf16 = [-0.44922, 0.51953, 0.15234, -0.63281, 0.55859, 0.31641, 0.49023, -0.55469, -0.66016, 0.62109]
  func.func @bf16(%x: tensor<1x5x1x2xbf16> {run.input = "-0.5,1.5,0.25,-2,1.25,1,1.5,-1.5,-1.75,1.5"})
      -> tensor<1x5x1x2xbf16> {
    %y = tpu.LRN(%x) {size = 3 : i64, alpha = 1.5 : f64}
      : (tensor<1x5x1x2xbf16>) -> tensor<1x5x1x2xbf16> loc("y")
    return %y : tensor<1x5x1x2xbf16>
  }
}
