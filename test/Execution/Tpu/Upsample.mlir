// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Rows and columns repeated.

module attributes {tpu.chip = "bm1684x"} {
  // i8.
  // CHECK-LABEL: @both
  // CHECK-NEXT: y: 1x2x4x4xi8 = [-38, -38, -1, -1, -38, -38, -1, -1, 36, 36, 73, 73, 36, 36, 73, 73, 110, 110, -109, -109, 110, 110, -109, -109, -72, -72, -35, -35, -72, -72, -35, -35]
  func.func @both(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109,-72,-35"})
      -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Upsample(%x) {scale_h = 2 : i64, scale_w = 2 : i64}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>>
  }

  // u8.
  // CHECK-LABEL: @high
  // CHECK-NEXT: y: 1x1x6x2xu8 = [200, 237, 200, 237, 200, 237, 18, 55, 18, 55, 18, 55]
  func.func @high(%x: tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55"})
      -> tensor<1x1x6x2x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Upsample(%x) {scale_h = 3 : i64, scale_w = 1 : i64}
      : (tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x1x6x2x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x1x6x2x!quant.uniform<u8:f32, 0.5:7>>
  }

  // bf16.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 1x1x1x4xbf16 = [-2.5, -2.5, -2.25, -2.25]
  func.func @halves(%x: tensor<1x1x1x2xbf16> {run.input = "-2.5,-2.25"})
      -> tensor<1x1x1x4xbf16> {
    %y = tpu.Upsample(%x) {scale_h = 1 : i64, scale_w = 2 : i64}
      : (tensor<1x1x1x2xbf16>) -> tensor<1x1x1x4xbf16> loc("y")
    return %y : tensor<1x1x1x4xbf16>
  }
}
