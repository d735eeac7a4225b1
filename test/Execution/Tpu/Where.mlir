// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// lhs where cond is not 0, else rhs.

module attributes {tpu.chip = "bm1684x"} {
  // The condition and the last operand broadcast.
  // CHECK-LABEL: @rows
  // CHECK-NEXT: r: 2x3xf16 = [1, 5, 2, -1, -1, -1]
  func.func @rows(%x: tensor<2x1xf16> {run.input = "1,0"}, %y: tensor<2x3xf16> {run.input = "1,5,2,7,-3,7"}, %z: tensor<1xf16> {run.input = "-1"})
      -> tensor<2x3xf16> {
    %r = tpu.Where(%x, %y, %z)
      : (tensor<2x1xf16>, tensor<2x3xf16>, tensor<1xf16>) -> tensor<2x3xf16> loc("r")
    return %r : tensor<2x3xf16>
  }

  // Anything but 0 holds.
  // CHECK-LABEL: @elements
  // CHECK-NEXT: r: 3xbf16 = [4, 2, 3]
  func.func @elements(%x: tensor<3xbf16> {run.input = "0,2,-1"}, %y: tensor<3xbf16> {run.input = "1,2,3"}, %z: tensor<3xbf16> {run.input = "4,5,6"})
      -> tensor<3xbf16> {
    %r = tpu.Where(%x, %y, %z)
      : (tensor<3xbf16>, tensor<3xbf16>, tensor<3xbf16>) -> tensor<3xbf16> loc("r")
    return %r : tensor<3xbf16>
  }
}
