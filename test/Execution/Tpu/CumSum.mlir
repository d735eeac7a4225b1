// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Sums of the elements up to each place.

module attributes {tpu.chip = "bm1684x"} {
  // Down the rows.
  // CHECK-LABEL: @columns
  // CHECK-NEXT: r: 2x3xf16 = [1, 5, 2, 8, 2, 9]
  func.func @columns(%x: tensor<2x3xf16> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2x3xf16> {
    %r = tpu.CumSum(%x) {axis = 0 : i64}
      : (tensor<2x3xf16>) -> tensor<2x3xf16> loc("r")
    return %r : tensor<2x3xf16>
  }

  // Along a row.
  // CHECK-LABEL: @rows
  // CHECK-NEXT: r: 2x3xbf16 = [1, 6, 8, 7, 4, 11]
  func.func @rows(%x: tensor<2x3xbf16> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2x3xbf16> {
    %r = tpu.CumSum(%x) {axis = 1 : i64}
      : (tensor<2x3xbf16>) -> tensor<2x3xbf16> loc("r")
    return %r : tensor<2x3xbf16>
  }
}
