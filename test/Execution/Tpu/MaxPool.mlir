// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The largest stored integer, or float, of each window; padding counts as minus infinity.

module attributes {tpu.chip = "bm1684x"} {
  // All values negative, padding on all sides: 0 never appears.
  // CHECK-LABEL: @signed
  // CHECK-NEXT: y: 1x1x3x3xi8 = [-100, -3, -3, -50, -3, -3, -50, -50, -128]
  func.func @signed(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-100,-3,-50,-128"})
      -> tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>>
  }

  // 0 .. 255, a zero point.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 1x2x1x2xu8 = [185, 222, 225, 151]
  func.func @unsigned(%x: tensor<1x2x2x4x!quant.uniform<u8:f32, 0.5:7>> {run.input = "0,37,74,111,148,185,222,3,40,77,114,151,188,225,6,43"})
      -> tensor<1x2x1x2x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x4x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x2x1x2x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x2x1x2x!quant.uniform<u8:f32, 0.5:7>>
  }

  // do_relu.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x1x2x2xi8 = [0, 0, 5, 0]
  func.func @relu(%x: tensor<1x1x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-100,-3,-50,5,-128,-1"})
      -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true}
      : (tensor<1x1x2x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // ceil_mode: the last windows reach beyond the input.
  // CHECK-LABEL: @ceil
  // CHECK-NEXT: y: 1x1x2x2xi8 = [-5, -4, -2, -1]
  func.func @ceil(%x: tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-9,-8,-7,-6,-5,-4,-3,-2,-1"})
      -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true}
      : (tensor<1x1x3x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Dilations 2 and 3.
  // CHECK-LABEL: @dilated
  // CHECK-NEXT: y: 1x1x1x1xi8 = [5]
  func.func @dilated(%x: tensor<1x1x3x4x!quant.uniform<i8:f32, 0.5>> {run.input = "-6,-5,-4,-3,-2,-1,0,1,2,3,4,5"})
      -> tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 2, 3>}
      : (tensor<1x1x3x4x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // f16, at least 0, at most 2.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x1x1x2xf16 = [0, 2]
  func.func @f16(%x: tensor<1x1x2x2xf16> {run.input = "-1.5,2.5,-3,-0.25"})
      -> tensor<1x1x1x2xf16> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 0>, do_relu = true, relu_limit = 2.0 : f64}
      : (tensor<1x1x2x2xf16>) -> tensor<1x1x1x2xf16> loc("y")
    return %y : tensor<1x1x1x2xf16>
  }

  // bf16.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x1x2xbf16 = [-1.5, 2.5]
  func.func @bf16(%x: tensor<1x1x2x2xbf16> {run.input = "-1.5,2.5,-3,-0.25"})
      -> tensor<1x1x1x2xbf16> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 2, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1x2x2xbf16>) -> tensor<1x1x1x2xbf16> loc("y")
    return %y : tensor<1x1x1x2xbf16>
  }
}
