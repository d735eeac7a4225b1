// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.LSTM in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 3x1x1x2xf32 = [-0.2239, 0.09849, 0.003531, 0.07665, 0.07186, 0.1093]
  func.func @f32(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xf32> {
    %w = top.Weight {value = dense<[[[0.0, -1.0], [-0.25, 0.25], [0.75, 0.5], [1.0, -0.75], [0.75, -1.0], [0.25, -0.5], [-0.75, 0.25], [-0.5, 0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("w")
    %r = top.Weight {value = dense<[[[-0.5, -0.75], [0.5, -0.25], [0.5, 0.5], [1.0, -0.25], [-0.75, 0.25], [1.0, 1.0], [0.75, 0.5], [-0.25, -0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("r")
    %b = top.Weight {value = dense<[[-1.0, -0.75, -0.5, -0.25, 0.25, 0.0, 0.5, 1.0, 0.75, 0.5, 1.0, -0.5, 1.0, 1.0, -0.5, 0.0]]> : tensor<1x16xf32>} : tensor<1x16xf32> loc("b")
    %y = tpu.LSTM(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
      : (tensor<3x1x2xf32>, tensor<1x8x2xf32>, tensor<1x8x2xf32>, tensor<1x16xf32>) -> tensor<3x1x1x2xf32> loc("y")
    return %y : tensor<3x1x1x2xf32>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 3x1x1x2xf16 = [-0.2051, -0.1455, 0.01898, 0.04385, 0.07928, 0.06683]
  func.func @f16(%x: tensor<3x1x2xf16> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xf16> {
    %w = top.Weight {value = dense<[[[0.0, -1.0], [-0.25, 0.25], [0.75, 0.5], [1.0, -0.75], [0.75, -1.0], [0.25, -0.5], [-0.75, 0.25], [-0.5, 0.25]]]> : tensor<1x8x2xf16>} : tensor<1x8x2xf16> loc("w")
    %r = top.Weight {value = dense<[[[-0.5, -0.75], [0.5, -0.25], [0.5, 0.5], [1.0, -0.25], [-0.75, 0.25], [1.0, 1.0], [0.75, 0.5], [-0.25, -0.25]]]> : tensor<1x8x2xf16>} : tensor<1x8x2xf16> loc("r")
    %y = tpu.LSTM(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
      : (tensor<3x1x2xf16>, tensor<1x8x2xf16>, tensor<1x8x2xf16>) -> tensor<3x1x1x2xf16> loc("y")
    return %y : tensor<3x1x1x2xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 3x1x1x2xbf16 = [-0.2051, -0.1455, 0.01904, 0.04395, 0.0791, 0.06689]
  func.func @bf16(%x: tensor<3x1x2xbf16> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xbf16> {
    %w = top.Weight {value = dense<[[[0.0, -1.0], [-0.25, 0.25], [0.75, 0.5], [1.0, -0.75], [0.75, -1.0], [0.25, -0.5], [-0.75, 0.25], [-0.5, 0.25]]]> : tensor<1x8x2xbf16>} : tensor<1x8x2xbf16> loc("w")
    %r = top.Weight {value = dense<[[[-0.5, -0.75], [0.5, -0.25], [0.5, 0.5], [1.0, -0.25], [-0.75, 0.25], [1.0, 1.0], [0.75, 0.5], [-0.25, -0.25]]]> : tensor<1x8x2xbf16>} : tensor<1x8x2xbf16> loc("r")
    %y = tpu.LSTM(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
      : (tensor<3x1x2xbf16>, tensor<1x8x2xbf16>, tensor<1x8x2xbf16>) -> tensor<3x1x1x2xbf16> loc("y")
    return %y : tensor<3x1x1x2xbf16>
  }
}
