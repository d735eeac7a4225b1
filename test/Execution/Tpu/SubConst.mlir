// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// x - const_val, or const_val - x, in a float type, rounded once.

module attributes {tpu.chip = "bm1684x"} {
  // x - 0.1
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-3.0996094, -1.0996094, -0.60009766, -0.099975586, -2.4437904e-05, 0.89990234, 1.9023438, 1000]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.5,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.SubConst(%x) {const_val = 0.1 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // 0.1 - x
  // CHECK-LABEL: @f16_reverse
  // CHECK-NEXT: y: 1x2x2x2xf16 = [3.0996094, 1.0996094, 0.60009766, 0.099975586, 2.4437904e-05, -0.89990234, -1.9023438, -1000]
  func.func @f16_reverse(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.5,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.SubConst(%x) {const_val = 0.1 : f64, is_reverse = true}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // 1 - x, at least 0, at most 3.
  // CHECK-LABEL: @bf16_clamped
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [3, 2, 1.5, 1, 0.8984375, 0, 0, 0]
  func.func @bf16_clamped(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-1,-0.5,0,0.100097656,1,2,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.SubConst(%x) {const_val = 1.0 : f64, is_reverse = true, do_relu = true, relu_limit = 3.0 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "bm1684"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x2x2xf32 = [-4, -2, -1.5, -1, -0.75, 0, 1, 999]
  func.func @f32(%x: tensor<1x2x2x2xf32> {run.input = "-3,-1,-0.5,0,0.25,1,2,1000"})
      -> tensor<1x2x2x2xf32> {
    %y = tpu.SubConst(%x) {const_val = 1.0 : f64}
      : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
    return %y : tensor<1x2x2x2xf32>
  }
}
