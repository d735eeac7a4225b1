// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The coordinates of what is not 0; -1 behind the last of them.

// CHECK-LABEL: @matrix
// CHECK-NEXT: r: 2x6xf32 = [0, 1, 1, -1, -1, -1, 0, 0, 2, -1, -1, -1]
func.func @matrix(%x: tensor<2x3xf32> {run.input = "1,0,0,-2,0,3"})
    -> tensor<2x6xf32> {
  %r = top.NonZero(%x) : (tensor<2x3xf32>) -> tensor<2x6xf32> loc("r")
  return %r : tensor<2x6xf32>
}

// None at all.
// CHECK-LABEL: @zeros
// CHECK-NEXT: r: 1x2xf32 = [-1, -1]
func.func @zeros(%x: tensor<2xf32> {run.input = "0,-0"}) -> tensor<1x2xf32> {
  %r = top.NonZero(%x) : (tensor<2xf32>) -> tensor<1x2xf32> loc("r")
  return %r : tensor<1x2xf32>
}
