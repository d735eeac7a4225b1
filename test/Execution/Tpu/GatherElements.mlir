// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Elements at given places of an axis.

module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @rows
  // CHECK-NEXT: r: 2x2xf16 = [5, 2, 5, 4]
  func.func @rows(%x: tensor<3x2xf16> {run.input = "1,2,3,4,5,6"}, %y: tensor<2x2xf32> {run.input = "2,0,-1,1"})
      -> tensor<2x2xf16> {
    %r = tpu.GatherElements(%x, %y) {axis = 0 : i64}
      : (tensor<3x2xf16>, tensor<2x2xf32>) -> tensor<2x2xf16> loc("r")
    return %r : tensor<2x2xf16>
  }

  // Of fewer rows than the input has.
  // CHECK-LABEL: @fewer
  // CHECK-NEXT: r: 1x3xbf16 = [2, 1, 2]
  func.func @fewer(%x: tensor<3x2xbf16> {run.input = "1,2,3,4,5,6"}, %y: tensor<1x3xf32> {run.input = "1,0,1"})
      -> tensor<1x3xbf16> {
    %r = tpu.GatherElements(%x, %y) {axis = 1 : i64}
      : (tensor<3x2xbf16>, tensor<1x3xf32>) -> tensor<1x3xbf16> loc("r")
    return %r : tensor<1x3xbf16>
  }
}
