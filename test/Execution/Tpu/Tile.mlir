// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The tensor repeated along each dimension.

module attributes {tpu.chip = "bm1684x"} {
  // i8.
  // CHECK-LABEL: @channels
  // CHECK-NEXT: y: 1x4x1x2xi8 = [-38, -1, 36, 73, -38, -1, 36, 73]
  func.func @channels(%x: tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73"})
      -> tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Tile(%x) {repeats = array<i64: 1, 2, 1, 1>}
      : (tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // u8.
  // CHECK-LABEL: @space
  // CHECK-NEXT: y: 1x2x2x6xu8 = [200, 237, 200, 237, 200, 237, 200, 237, 200, 237, 200, 237, 18, 55, 18, 55, 18, 55, 18, 55, 18, 55, 18, 55]
  func.func @space(%x: tensor<1x2x1x2x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55"})
      -> tensor<1x2x2x6x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Tile(%x) {repeats = array<i64: 1, 1, 2, 3>}
      : (tensor<1x2x1x2x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x2x2x6x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x2x2x6x!quant.uniform<u8:f32, 0.5:7>>
  }

  // bf16.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 4x2xbf16 = [-2.5, -2.25, -2, -1.75, -2.5, -2.25, -2, -1.75]
  func.func @halves(%x: tensor<2x2xbf16> {run.input = "-2.5,-2.25,-2,-1.75"})
      -> tensor<4x2xbf16> {
    %y = tpu.Tile(%x) {repeats = array<i64: 2, 1>}
      : (tensor<2x2xbf16>) -> tensor<4x2xbf16> loc("y")
    return %y : tensor<4x2xbf16>
  }
}
