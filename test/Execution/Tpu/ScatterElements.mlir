// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The input with elements at given places updated.

module attributes {tpu.chip = "bm1684x"} {
  // The last update of a place stays.
  // CHECK-LABEL: @put
  // CHECK-NEXT: r: 3xf16 = [30, 2, 20]
  func.func @put(%x: tensor<3xf16> {run.input = "1,2,3"}, %y: tensor<3xf32> {run.input = "0,2,0"}, %z: tensor<3xf16> {run.input = "10,20,30"})
      -> tensor<3xf16> {
    %r = tpu.ScatterElements(%x, %y, %z) {axis = 0 : i64}
      : (tensor<3xf16>, tensor<3xf32>, tensor<3xf16>) -> tensor<3xf16> loc("r")
    return %r : tensor<3xf16>
  }

  // All updates of a place are added.
  // CHECK-LABEL: @add
  // CHECK-NEXT: r: 3xbf16 = [41, 2, 23]
  func.func @add(%x: tensor<3xbf16> {run.input = "1,2,3"}, %y: tensor<3xf32> {run.input = "0,-1,0"}, %z: tensor<3xbf16> {run.input = "10,20,30"})
      -> tensor<3xbf16> {
    %r = tpu.ScatterElements(%x, %y, %z) {axis = 0 : i64, mode = #top<scatter_mode add>}
      : (tensor<3xbf16>, tensor<3xf32>, tensor<3xbf16>) -> tensor<3xbf16> loc("r")
    return %r : tensor<3xbf16>
  }
}
