// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The remainder of a division.

// The sign of the divisor.
// CHECK-LABEL: @divisor
// CHECK-NEXT: r: 4xf32 = [1, 2, -2, -1]
func.func @divisor(%x: tensor<4xf32> {run.input = "7,-7,7,-7"}, %y: tensor<4xf32> {run.input = "3,3,-3,-3"})
    -> tensor<4xf32> {
  %r = top.Mod(%x, %y)
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("r")
  return %r : tensor<4xf32>
}

// The sign of the dividend.
// CHECK-LABEL: @dividend
// CHECK-NEXT: r: 4xf32 = [1, -1, 1, -1.5]
func.func @dividend(%x: tensor<4xf32> {run.input = "7,-7,7,-7.5"}, %y: tensor<4xf32> {run.input = "3,3,-3,-3"})
    -> tensor<4xf32> {
  %r = top.Mod(%x, %y) {fmod = true}
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("r")
  return %r : tensor<4xf32>
}
