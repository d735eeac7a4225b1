// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Operations on the bits of whole numbers.

module attributes {tpu.chip = "bm1684x"} {
  // 6 = 110, 3 = 011; -1 has all bits.
  // CHECK-LABEL: @and
  // CHECK-NEXT: r: 3xf32 = [2, 5, 0]
  func.func @and(%x: tensor<3xf32> {run.input = "6,-1,8"}, %y: tensor<3xf32> {run.input = "3,5,7"})
      -> tensor<3xf32> {
    %r = tpu.Bitwise(%x, %y) {mode = #top<bitwise_mode bit_and>}
      : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("r")
    return %r : tensor<3xf32>
  }

  // CHECK-LABEL: @or
  // CHECK-NEXT: r: 2xf32 = [7, 11]
  func.func @or(%x: tensor<2xf32> {run.input = "6,8"}, %y: tensor<1xf32> {run.input = "3"})
      -> tensor<2xf32> {
    %r = tpu.Bitwise(%x, %y) {mode = #top<bitwise_mode bit_or>}
      : (tensor<2xf32>, tensor<1xf32>) -> tensor<2xf32> loc("r")
    return %r : tensor<2xf32>
  }
}
