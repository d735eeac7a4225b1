// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.RNN in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 3x1x1x2xf32 = [-0.2449, -0.7616, 0.639, 0.4627, -0.1013, -0.4077]
  func.func @f32(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xf32> {
    %w = top.Weight {value = dense<[[[0.0, 1.0], [-0.5, 0.75]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("w")
    %r = top.Weight {value = dense<[[[-1.0, -1.0], [-1.0, -0.5]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("r")
    %b = top.Weight {value = dense<[[0.0, -1.0, 0.25, 0.75]]> : tensor<1x4xf32>} : tensor<1x4xf32> loc("b")
    %y = tpu.RNN(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
      : (tensor<3x1x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x4xf32>) -> tensor<3x1x1x2xf32> loc("y")
    return %y : tensor<3x1x1x2xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 3x1x1x2xbf16 = [-0.4629, -0.6367, 0.5352, 0.7188, -0.4648, -0.2041]
  func.func @bf16(%x: tensor<3x1x2xbf16> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xbf16> {
    %w = top.Weight {value = dense<[[[0.0, 1.0], [-0.5, 0.75]]]> : tensor<1x2x2xbf16>} : tensor<1x2x2xbf16> loc("w")
    %r = top.Weight {value = dense<[[[-1.0, -1.0], [-1.0, -0.5]]]> : tensor<1x2x2xbf16>} : tensor<1x2x2xbf16> loc("r")
    %y = tpu.RNN(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
      : (tensor<3x1x2xbf16>, tensor<1x2x2xbf16>, tensor<1x2x2xbf16>) -> tensor<3x1x1x2xbf16> loc("y")
    return %y : tensor<3x1x1x2xbf16>
  }
}
