// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Transposed convolution in a float type, the filter as top.Deconv has it.

module attributes {tpu.chip = "bm1684x"} {
  // In three dimensions.
  // CHECK-LABEL: @volume
  // CHECK-NEXT: y: 1x1x2x4x4xf32 = [1, 2, 2, 4, 3, 4, 6, 8, 3, 6, 4, 8, 9, 12, 12, 16, 5, 6, 10, 12, 7, 8, 14, 16, 15, 18, 20, 24, 21, 24, 28, 32]
  func.func @volume(%x: tensor<1x1x1x2x2xf32> {run.input = "1,2,3,4"})
      -> tensor<1x1x2x4x4xf32> {
    %w = top.Weight {value = dense<[[[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]]> : tensor<1x1x2x2x2xf32>} : tensor<1x1x2x2x2xf32> loc("w")
    %y = tpu.Deconv(%x, %w) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 2, 2>, pads = array<i64: 0, 0, 0, 0, 0, 0>}
      : (tensor<1x1x1x2x2xf32>, tensor<1x1x2x2x2xf32>) -> tensor<1x1x2x4x4xf32> loc("y")
    return %y : tensor<1x1x2x4x4xf32>
  }

  // A filter that is computed; two groups; at least 0.
  // CHECK-LABEL: @computed_filter
  // CHECK-NEXT: y: 1x2x2x1xf32 = [1, 1, 14.5, 19.5]
  func.func @computed_filter(%x: tensor<1x2x2x2xf32> {run.input = "1,2,3,4,5,6,7,8"},
                          %w: tensor<2x1x1x2xf32> {run.input = "1,-1,2,0.5"})
      -> tensor<1x2x2x1xf32> {
    %y = tpu.Deconv(%x, %w) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 1>, group = 2 : i64, do_relu = true}
      : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x1xf32> loc("y")
    return %y : tensor<1x2x2x1xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x2x4x4xbf16 = [1, 2, 2, 4, 3, 4, 6, 8, 3, 6, 4, 8, 9, 12, 12, 16, 5, 6, 10, 12, 7, 8, 14, 16, 15, 18, 20, 24, 21, 24, 28, 32]
  func.func @bf16(%x: tensor<1x1x1x2x2xbf16> {run.input = "1,2,3,4"})
      -> tensor<1x1x2x4x4xbf16> {
    %w = top.Weight {value = dense<[[[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]]> : tensor<1x1x2x2x2xbf16>} : tensor<1x1x2x2x2xbf16> loc("w")
    %y = tpu.Deconv(%x, %w) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 2, 2>, pads = array<i64: 0, 0, 0, 0, 0, 0>}
      : (tensor<1x1x1x2x2xbf16>, tensor<1x1x2x2x2xbf16>) -> tensor<1x1x2x4x4xbf16> loc("y")
    return %y : tensor<1x1x2x4x4xbf16>
  }
}
