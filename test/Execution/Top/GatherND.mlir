// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Slices at given coordinates.

// Two coordinates name a row.
// CHECK-LABEL: @rows
// CHECK-NEXT: r: 2x2xf32 = [5, 6, 7, 8]
func.func @rows(%x: tensor<3x3x2xf32> {run.input = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18"}, %y: tensor<2x2xf32> {run.input = "0,2,1,-3"})
    -> tensor<2x2xf32> {
  %r = top.GatherND(%x, %y)
    : (tensor<3x3x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32> loc("r")
  return %r : tensor<2x2xf32>
}

// In every slice of the first dimension, one coordinate.
// CHECK-LABEL: @batch
// CHECK-NEXT: r: 2x2xf32 = [5, 6, 9, 10]
func.func @batch(%x: tensor<2x3x2xf32> {run.input = "1,2,3,4,5,6,7,8,9,10,11,12"}, %y: tensor<2x1xf32> {run.input = "2,1"})
    -> tensor<2x2xf32> {
  %r = top.GatherND(%x, %y) {batch_dims = 1 : i64}
    : (tensor<2x3x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32> loc("r")
  return %r : tensor<2x2xf32>
}
