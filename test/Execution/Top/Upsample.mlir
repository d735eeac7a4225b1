// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Rows and columns repeated; x = 1, 2, 3, ...

// Twice each.
// CHECK-LABEL: @both
// CHECK-NEXT: y: 1x2x4x4xf32 = [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4, 5, 5, 6, 6, 5, 5, 6, 6, 7, 7, 8, 8, 7, 7, 8, 8]
func.func @both(%x: tensor<1x2x2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x4x4xf32> {
  %y = top.Upsample(%x) {scale_h = 2 : i64, scale_w = 2 : i64}
    : (tensor<1x2x2x2xf32>) -> tensor<1x2x4x4xf32> loc("y")
  return %y : tensor<1x2x4x4xf32>
}

// Columns only.
// CHECK-LABEL: @wide
// CHECK-NEXT: y: 1x1x2x6xf32 = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
func.func @wide(%x: tensor<1x1x2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x1x2x6xf32> {
  %y = top.Upsample(%x) {scale_h = 1 : i64, scale_w = 3 : i64}
    : (tensor<1x1x2x2xf32>) -> tensor<1x1x2x6xf32> loc("y")
  return %y : tensor<1x1x2x6xf32>
}
