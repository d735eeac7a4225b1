// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// 1 where the comparison holds, else 0.

module attributes {tpu.chip = "bm1684x"} {
  // A row against a column.
  // CHECK-LABEL: @less
  // CHECK-NEXT: r: 2x3xf16 = [1, 0, 0, 0, 1, 0]
  func.func @less(%x: tensor<2x3xf16> {run.input = "1,5,2,7,-3,7"}, %y: tensor<2x1xf16> {run.input = "2,0"})
      -> tensor<2x3xf16> {
    %r = tpu.Compare(%x, %y) {mode = #top<compare_mode lt>}
      : (tensor<2x3xf16>, tensor<2x1xf16>) -> tensor<2x3xf16> loc("r")
    return %r : tensor<2x3xf16>
  }

  // Equal, and not less than itself.
  // CHECK-LABEL: @equal
  // CHECK-NEXT: r: 3xbf16 = [1, 0, 1]
  func.func @equal(%x: tensor<3xbf16> {run.input = "1,2,3"}, %y: tensor<3xbf16> {run.input = "1,5,3"})
      -> tensor<3xbf16> {
    %r = tpu.Compare(%x, %y) {mode = #top<compare_mode eq>}
      : (tensor<3xbf16>, tensor<3xbf16>) -> tensor<3xbf16> loc("r")
    return %r : tensor<3xbf16>
  }
}
