// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Dimensions of size 1 inserted.

// At the end.
// CHECK-LABEL: @end
// CHECK-NEXT: y: 2x3x1x1xf32 = [1, 2, 3, 4, 5, 6]
func.func @end(%x: tensor<2x3xf32> {run.input = "iota(1,1)"})
    -> tensor<2x3x1x1xf32> {
  %y = top.Unsqueeze(%x) {axes = array<i64: 2, 3>}
    : (tensor<2x3xf32>) -> tensor<2x3x1x1xf32> loc("y")
  return %y : tensor<2x3x1x1xf32>
}

// axes are places in the result.
// CHECK-LABEL: @between
// CHECK-NEXT: y: 1x2x1x3xf32 = [1, 2, 3, 4, 5, 6]
func.func @between(%x: tensor<2x3xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x1x3xf32> {
  %y = top.Unsqueeze(%x) {axes = array<i64: 0, 2>}
    : (tensor<2x3xf32>) -> tensor<1x2x1x3xf32> loc("y")
  return %y : tensor<1x2x1x3xf32>
}
