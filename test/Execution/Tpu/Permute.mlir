// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Dimensions in another order.

module attributes {tpu.chip = "bm1684x"} {
  // Channels last, i8.
  // CHECK-LABEL: @nhwc
  // CHECK-NEXT: y: 1x2x2x3xi8 = [-38, 110, 2, -1, -109, 39, 36, -72, 76, 73, -35, 113]
  func.func @nhwc(%x: tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109,-72,-35,2,39,76,113"})
      -> tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Permute(%x) {order = array<i64: 0, 2, 3, 1>}
      : (tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>>
  }

  // u8.
  // CHECK-LABEL: @turn
  // CHECK-NEXT: y: 3x2xu8 = [200, 55, 237, 92, 18, 129]
  func.func @turn(%x: tensor<2x3x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55,92,129"})
      -> tensor<3x2x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Permute(%x) {order = array<i64: 1, 0>}
      : (tensor<2x3x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<3x2x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<3x2x!quant.uniform<u8:f32, 0.5:7>>
  }

  // bf16.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 1x3x2x2xbf16 = [-2.5, -2.25, -1, -0.75, -2, -1.75, -0.5, -0.25, -1.5, -1.25, 0, 0.25]
  func.func @halves(%x: tensor<1x2x3x2xbf16> {run.input = "-2.5,-2.25,-2,-1.75,-1.5,-1.25,-1,-0.75,-0.5,-0.25,0,0.25"})
      -> tensor<1x3x2x2xbf16> {
    %y = tpu.Permute(%x) {order = array<i64: 0, 2, 1, 3>}
      : (tensor<1x2x3x2xbf16>) -> tensor<1x3x2x2xbf16> loc("y")
    return %y : tensor<1x3x2x2xbf16>
  }
}
