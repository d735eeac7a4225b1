// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.GRU in f32, the result rounded to its type.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 3x1x1x2xf32 = [-0.7133, 0.08459, -0.8804, 0.1739, -0.2727, 0.5286]
  func.func @f32(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xf32> {
    %w = top.Weight {value = dense<[[[0.25, 0.5], [0.5, -1.0], [0.0, -1.0], [1.0, -0.75], [0.0, 0.75], [0.0, 0.5]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("w")
    %r = top.Weight {value = dense<[[[0.0, 0.75], [0.25, 0.25], [0.0, -0.25], [0.25, 0.0], [0.75, 0.25], [0.0, 0.75]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("r")
    %b = top.Weight {value = dense<[[-0.75, -0.25, 0.0, 1.0, -0.25, 0.25, -1.0, 0.75, -0.25, 0.0, -1.0, 0.5]]> : tensor<1x12xf32>} : tensor<1x12xf32> loc("b")
    %y = tpu.GRU(%x, %w, %r, %b) {linear_before_reset = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
      : (tensor<3x1x2xf32>, tensor<1x6x2xf32>, tensor<1x6x2xf32>, tensor<1x12xf32>) -> tensor<3x1x1x2xf32> loc("y")
    return %y : tensor<3x1x1x2xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 3x1x1x2xbf16 = [-0.1846, -0.07227, -0.3438, -0.1699, 0.008789, 0.1924]
  func.func @bf16(%x: tensor<3x1x2xbf16> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
      -> tensor<3x1x1x2xbf16> {
    %w = top.Weight {value = dense<[[[0.25, 0.5], [0.5, -1.0], [0.0, -1.0], [1.0, -0.75], [0.0, 0.75], [0.0, 0.5]]]> : tensor<1x6x2xbf16>} : tensor<1x6x2xbf16> loc("w")
    %r = top.Weight {value = dense<[[[0.0, 0.75], [0.25, 0.25], [0.0, -0.25], [0.25, 0.0], [0.75, 0.25], [0.0, 0.75]]]> : tensor<1x6x2xbf16>} : tensor<1x6x2xbf16> loc("r")
    %y = tpu.GRU(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
      : (tensor<3x1x2xbf16>, tensor<1x6x2xbf16>, tensor<1x6x2xbf16>) -> tensor<3x1x1x2xbf16> loc("y")
    return %y : tensor<3x1x1x2xbf16>
  }
}
