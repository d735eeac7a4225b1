// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The largest or smallest elements, or their places.

module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @values
  // CHECK-NEXT: r: 2x2xf16 = [5, 2, 7, 7]
  func.func @values(%x: tensor<2x3xf16> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2x2xf16> {
    %r = tpu.TopK(%x) {axis = 1 : i64, k = 2 : i64, what = #top<topk_output values>}
      : (tensor<2x3xf16>) -> tensor<2x2xf16> loc("r")
    return %r : tensor<2x2xf16>
  }

  // Equal elements in the order of their places.
  // CHECK-LABEL: @indices
  // CHECK-NEXT: r: 2x2xf32 = [1, 2, 0, 2]
  func.func @indices(%x: tensor<2x3xbf16> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2x2xf32> {
    %r = tpu.TopK(%x) {axis = 1 : i64, k = 2 : i64, what = #top<topk_output indices>}
      : (tensor<2x3xbf16>) -> tensor<2x2xf32> loc("r")
    return %r : tensor<2x2xf32>
  }
}
