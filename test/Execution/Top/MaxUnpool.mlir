// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Elements put to their places in their planes; of two for one place the last.

// CHECK-LABEL: @planes
// CHECK-NEXT: r: 1x2x4xf32 = [2, 0, 0, 1, 0, 4, 0, 0]
func.func @planes(%x: tensor<1x2x2xf32> {run.input = "1,2,3,4"},
                  %at: tensor<1x2x2xf32> {run.input = "3,0,1,1"})
    -> tensor<1x2x4xf32> {
  %r = top.MaxUnpool(%x, %at) {target_shape = array<i64: 4>}
    : (tensor<1x2x2xf32>, tensor<1x2x2xf32>) -> tensor<1x2x4xf32> loc("r")
  return %r : tensor<1x2x4xf32>
}
