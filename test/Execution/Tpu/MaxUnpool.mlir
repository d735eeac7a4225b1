// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Elements put to their places, which are f32 whatever the elements are.

module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @planes
  // CHECK-NEXT: r: 1x2x4xf16 = [2, 0, 0, 1, 0, 4, 0, 0]
  func.func @planes(%x: tensor<1x2x2xf16> {run.input = "1,2,3,4"},
                    %at: tensor<1x2x2xf32> {run.input = "3,0,1,1"})
      -> tensor<1x2x4xf16> {
    %r = tpu.MaxUnpool(%x, %at) {target_shape = array<i64: 4>}
      : (tensor<1x2x2xf16>, tensor<1x2x2xf32>) -> tensor<1x2x4xf16> loc("r")
    return %r : tensor<1x2x4xf16>
  }
}
