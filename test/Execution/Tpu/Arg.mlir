// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The place of the largest or smallest element.

module attributes {tpu.chip = "bm1684x"} {
  // Of equal ones the first.
  // CHECK-LABEL: @max
  // CHECK-NEXT: r: 2x1xf32 = [1, 0]
  func.func @max(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2x1xf32> {
    %r = tpu.Arg(%x) {axis = 1 : i64, mode = #top<arg_mode max>}
      : (tensor<2x3xf32>) -> tensor<2x1xf32> loc("r")
    return %r : tensor<2x1xf32>
  }

  // Of equal ones the last; the axis vanishes.
  // CHECK-LABEL: @last
  // CHECK-NEXT: r: 2xf32 = [1, 2]
  func.func @last(%x: tensor<2x3xf32> {run.input = "1,5,2,7,-3,7"})
      -> tensor<2xf32> {
    %r = tpu.Arg(%x) {axis = 1 : i64, keepdims = false, select_last_index = true, mode = #top<arg_mode max>}
      : (tensor<2x3xf32>) -> tensor<2xf32> loc("r")
    return %r : tensor<2xf32>
  }
}
