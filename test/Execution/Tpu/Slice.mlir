// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A strided part of a tensor.

module attributes {tpu.chip = "bm1684x"} {
  // Channels 1 and 3, i8.
  // CHECK-LABEL: @channels
  // CHECK-NEXT: y: 1x2x1x2xi8 = [36, 73, -72, -35]
  func.func @channels(%x: tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109,-72,-35"})
      -> tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Slice(%x) {offset = array<i64: 0, 1, 0, 0>, ends = array<i64: 1, 4, 1, 2>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Negative steps, u8.
  // CHECK-LABEL: @backwards
  // CHECK-NEXT: y: 1x2x2x2xu8 = [129, 55, 18, 200, 95, 21, 240, 166]
  func.func @backwards(%x: tensor<1x2x2x3x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55,92,129,166,203,240,21,58,95"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Slice(%x) {offset = array<i64: 0, 0, 1, 2>, ends = array<i64: 1, 2, -1, -1>, steps = array<i64: 1, 1, -1, -2>}
      : (tensor<1x2x2x3x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:7>>
  }

  // f16.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 2xf16 = [-2.25, -1.5]
  func.func @halves(%x: tensor<7xf16> {run.input = "-2.5,-2.25,-2,-1.75,-1.5,-1.25,-1"})
      -> tensor<2xf16> {
    %y = tpu.Slice(%x) {offset = array<i64: 1>, ends = array<i64: 6>, steps = array<i64: 3>}
      : (tensor<7xf16>) -> tensor<2xf16> loc("y")
    return %y : tensor<2xf16>
  }
}
