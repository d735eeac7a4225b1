// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Dimensions of size 1 dropped.

// Only those named.
// CHECK-LABEL: @some
// CHECK-NEXT: y: 1x2xf32 = [1, 2]
func.func @some(%x: tensor<1x2x1x1xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2xf32> {
  %y = top.Squeeze(%x) {axes = array<i64: 2, 3>}
    : (tensor<1x2x1x1xf32>) -> tensor<1x2xf32> loc("y")
  return %y : tensor<1x2xf32>
}

// No axes: all of them.
// CHECK-LABEL: @all
// CHECK-NEXT: y: 3x2xf32 = [1, 2, 3, 4, 5, 6]
func.func @all(%x: tensor<1x3x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<3x2xf32> {
  %y = top.Squeeze(%x) {axes = array<i64>}
    : (tensor<1x3x1x2xf32>) -> tensor<3x2xf32> loc("y")
  return %y : tensor<3x2xf32>
}
