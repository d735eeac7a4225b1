// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As top.NonMaxSuppression, in f32 on every chip.

module attributes {tpu.chip = "cv183x"} {
  // CHECK-LABEL: @one_class
  // CHECK-NEXT: r: 3x3xf32 = [0, 0, 1, 0, 0, 3, -1, -1, -1]
  func.func @one_class(%boxes: tensor<1x4x4xf32> {run.input = "0,0,2,2,0,1,2,3,2,2,0,0,5,5,6,6"},
                       %scores: tensor<1x1x4xf32> {run.input = "0.5,0.9,0.8,0.1"})
      -> tensor<3x3xf32> {
    %r = tpu.NonMaxSuppression(%boxes, %scores) {max_output = 3 : i64, iou_threshold = 0.3 : f64}
      : (tensor<1x4x4xf32>, tensor<1x1x4xf32>) -> tensor<3x3xf32> loc("r")
    return %r : tensor<3x3xf32>
  }
}
