// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Products of the elements up to each place, of which only the results are
// rounded: 259 is 260 in 8 bits, but 777 is 776, not the 780 of 260.

module attributes {tpu.chip = "cv183x"} {
  // CHECK-LABEL: @rows
  // CHECK-NEXT: r: 1x3xbf16 = [7, 260, 776]
  func.func @rows(%x: tensor<1x3xbf16> {run.input = "7,37,3"})
      -> tensor<1x3xbf16> {
    %r = tpu.CumProd(%x) {axis = 1 : i64}
      : (tensor<1x3xbf16>) -> tensor<1x3xbf16> loc("r")
    return %r : tensor<1x3xbf16>
  }
}
