// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// min(max(x, min), max) in a float type; limits that the type does not have are rounded.

module attributes {tpu.chip = "bm1684x"} {
  // -1.3 and 5.7 are no binary fractions.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x2x2xf32 = [-1.3, -0.5, 0, 0.25, 5.5, 5.7, 5.7, 5.7]
  func.func @f32(%x: tensor<1x2x2x2xf32> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xf32> {
    %y = tpu.Clip(%x) {min = -1.3 : f64, max = 5.7 : f64}
      : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
    return %y : tensor<1x2x2x2xf32>
  }

  // -1.3 and 5.7 are no binary fractions.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-1.2998047, -0.5, 0, 0.25, 5.5, 5.6992188, 5.6992188, 5.6992188]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Clip(%x) {min = -1.3 : f64, max = 5.7 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // -1.3 and 5.7 are no binary fractions.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [-1.296875, -0.5, 0, 0.25, 5.5, 5.6875, 5.6875, 5.6875]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Clip(%x) {min = -1.3 : f64, max = 5.7 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
