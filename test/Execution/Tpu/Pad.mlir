// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A border around a tensor; for integers val is the stored integer.

module attributes {tpu.chip = "bm1684x"} {
  // Padded with the zero point, u8.
  // CHECK-LABEL: @zero_point
  // CHECK-NEXT: y: 1x1x3x4xu8 = [7, 7, 7, 7, 200, 237, 7, 7, 18, 55, 7, 7]
  func.func @zero_point(%x: tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55"})
      -> tensor<1x1x3x4x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Pad(%x) {paddings = array<i64: 0, 0, 1, 0, 0, 0, 0, 2>, mode = #top<pad_mode constant>, val = 7.0 : f64}
      : (tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x1x3x4x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x1x3x4x!quant.uniform<u8:f32, 0.5:7>>
  }

  // A channel of -128; the last column goes.
  // CHECK-LABEL: @lowest
  // CHECK-NEXT: y: 1x3x1x1xi8 = [-128, -38, 36]
  func.func @lowest(%x: tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73"})
      -> tensor<1x3x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Pad(%x) {paddings = array<i64: 0, 1, 0, 0, 0, 0, 0, -1>, mode = #top<pad_mode constant>, val = -128.0 : f64}
      : (tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x3x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // Mirrored.
  // CHECK-LABEL: @reflect
  // CHECK-NEXT: y: 1x1x6x6xi8 = [-35, -72, -35, 2, -35, -72, 110, 73, 110, -109, 110, 73, -1, -38, -1, 36, -1, -38, 110, 73, 110, -109, 110, 73, -35, -72, -35, 2, -35, -72, 110, 73, 110, -109, 110, 73]
  func.func @reflect(%x: tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109,-72,-35,2"})
      -> tensor<1x1x6x6x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Pad(%x) {paddings = array<i64: 0, 0, 2, 1, 0, 0, 1, 2>, mode = #top<pad_mode reflect>, val = 0.0 : f64}
      : (tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x6x6x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x6x6x!quant.uniform<i8:f32, 0.5>>
  }

  // The edge repeated.
  // CHECK-LABEL: @edge
  // CHECK-NEXT: y: 1x1x3x5xi8 = [-38, -38, -38, -1, -1, -38, -38, -38, -1, -1, 36, 36, 36, 73, 73]
  func.func @edge(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73"})
      -> tensor<1x1x3x5x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Pad(%x) {paddings = array<i64: 0, 0, 1, 2, 0, 0, 0, 1>, mode = #top<pad_mode edge>, val = 0.0 : f64}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x3x5x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x3x5x!quant.uniform<i8:f32, 0.5>>
  }

  // 0.1 is not rounded to f16 (quirk Q12).
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 1x1x2x3xf16 = [0.1, -2.5, -2.25, 0.1, 0.1, 0.1]
  func.func @halves(%x: tensor<1x1x1x2xf16> {run.input = "-2.5,-2.25"})
      -> tensor<1x1x2x3xf16> {
    %y = tpu.Pad(%x) {paddings = array<i64: 0, 0, 0, 1, 0, 0, 1, 0>, mode = #top<pad_mode constant>, val = 0.1 : f64}
      : (tensor<1x1x1x2xf16>) -> tensor<1x1x2x3xf16> loc("y")
    return %y : tensor<1x1x2x3xf16>
  }
}
