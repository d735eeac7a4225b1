// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.DeformGather, the result rounded to its type: 1.6 has 8 bits here.

module attributes {tpu.chip = "cv183x"} {
  // CHECK-LABEL: @moved
  // CHECK-NEXT: r: 1x1x2x2xbf16 = [1.6016, 1, 0, 2]
  func.func @moved(%x: tensor<1x1x2x2xbf16> {run.input = "1,2,3,4"},
                   %offset: tensor<1x2x2x2xf32> {run.input = "0.3,0,0,-1,0,0.5,-3,0"})
      -> tensor<1x1x2x2xbf16> {
    %r = tpu.DeformGather(%x, %offset) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1x2x2xbf16>, tensor<1x2x2x2xf32>) -> tensor<1x1x2x2xbf16> loc("r")
    return %r : tensor<1x1x2x2xbf16>
  }
}
