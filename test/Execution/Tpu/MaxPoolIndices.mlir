// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.MaxPoolIndices, in f32 on every chip.

module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @plane
  // CHECK-NEXT: r: 1x1x2x2xf32 = [4, 6, 9, 6]
  func.func @plane(%x: tensor<1x1x3x4xf32> {run.input = "1,5,2,0,7,3,9,9,4,8,6,2"})
      -> tensor<1x1x2x2xf32> {
    %r = tpu.MaxPoolIndices(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1x3x4xf32>) -> tensor<1x1x2x2xf32> loc("r")
    return %r : tensor<1x1x2x2xf32>
  }
}
