// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The input with slices at given coordinates updated.

module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @rows
  // CHECK-NEXT: r: 3x2xf16 = [10, 20, 3, 4, 50, 60]
  func.func @rows(%x: tensor<3x2xf16> {run.input = "1,2,3,4,5,6"}, %y: tensor<2x1xf32> {run.input = "2,0"}, %z: tensor<2x2xf16> {run.input = "50,60,10,20"})
      -> tensor<3x2xf16> {
    %r = tpu.ScatterND(%x, %y, %z)
      : (tensor<3x2xf16>, tensor<2x1xf32>, tensor<2x2xf16>) -> tensor<3x2xf16> loc("r")
    return %r : tensor<3x2xf16>
  }

  // Two coordinates name an element; products.
  // CHECK-LABEL: @elements
  // CHECK-NEXT: r: 3x2xbf16 = [1, 2, 3, 40, 5, 6]
  func.func @elements(%x: tensor<3x2xbf16> {run.input = "1,2,3,4,5,6"}, %y: tensor<1x2xf32> {run.input = "1,1"}, %z: tensor<1xbf16> {run.input = "10"})
      -> tensor<3x2xbf16> {
    %r = tpu.ScatterND(%x, %y, %z) {mode = #top<scatter_mode mul>}
      : (tensor<3x2xbf16>, tensor<1x2xf32>, tensor<1xbf16>) -> tensor<3x2xbf16> loc("r")
    return %r : tensor<3x2xbf16>
  }
}
