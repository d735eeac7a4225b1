// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.RMSNorm in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x4xf32 = [1.6036, 1.069, 0, -0.53452, -0.43994, -2.3463, 1.0265, -0.58659]
  func.func @f32(%x: tensor<1x2x4xf32> {run.input = "1.5,0.5,0,-1,-0.75,-2,-1.75,-2"})
      -> tensor<1x2x4xf32> {
    %w = top.Weight {value = dense<[1.0, 2.0, -1.0, 0.5]> : tensor<4xf32>} : tensor<4xf32> loc("w")
    %y = tpu.RMSNorm(%x, %w) {axis = 2 : i64}
      : (tensor<1x2x4xf32>, tensor<4xf32>) -> tensor<1x2x4xf32> loc("y")
    return %y : tensor<1x2x4xf32>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x4xf16 = [1.6035, 1.0693, 0, -0.53467, -0.43994, -2.3457, 1.0264, -0.58643]
  func.func @f16(%x: tensor<1x2x4xf16> {run.input = "1.5,0.5,0,-1,-0.75,-2,-1.75,-2"})
      -> tensor<1x2x4xf16> {
    %w = top.Weight {value = dense<[1.0, 2.0, -1.0, 0.5]> : tensor<4xf16>} : tensor<4xf16> loc("w")
    %y = tpu.RMSNorm(%x, %w) {axis = 2 : i64}
      : (tensor<1x2x4xf16>, tensor<4xf16>) -> tensor<1x2x4xf16> loc("y")
    return %y : tensor<1x2x4xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits; no weight.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x4xbf16 = [1.6016, 0.53516, 0, -1.0703, -0.43945, -1.1719, -1.0234, -1.1719]
  func.func @bf16(%x: tensor<1x2x4xbf16> {run.input = "1.5,0.5,0,-1,-0.75,-2,-1.75,-2"})
      -> tensor<1x2x4xbf16> {
    %y = tpu.RMSNorm(%x) {axis = 2 : i64}
      : (tensor<1x2x4xbf16>) -> tensor<1x2x4xbf16> loc("y")
    return %y : tensor<1x2x4xbf16>
  }
}
