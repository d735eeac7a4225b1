// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Symmetric: round(sum of the window) * multiplier >> rshift, halves up; a window cut by padding counts its mean times the
// window's size. Asymmetric: round(sum * scale + offset), halves away from zero, padding counts as the zero point.

module attributes {tpu.chip = "bm1684"} {
  // Sums 3, -3, 5, -5 times 128 >> 8: halves up.
  // CHECK-LABEL: @ties
  // CHECK-NEXT: y: 1x4x1x1xi8 = [2, -1, 3, -2]
  func.func @ties(%x: tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,2,-1,-2,2,3,-2,-3"})
      -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
       requant = #tpu.requant<MultiplierShift, [128], [8], HalfUp>}
      : (tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // Sums 765 and 4 times 171 >> 9.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 1x2x1x1xu8 = [255, 1]
  func.func @unsigned(%x: tensor<1x2x1x3x!quant.uniform<u8:f32, 0.5>> {run.input = "255,255,255,0,1,3"})
      -> tensor<1x2x1x1x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 1, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
       requant = #tpu.requant<MultiplierShift, [171], [9], HalfUp>}
      : (tensor<1x2x1x3x!quant.uniform<u8:f32, 0.5>>) -> tensor<1x2x1x1x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x1x1x!quant.uniform<u8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // Padding is not counted: the first window is 4 * 100.
  // CHECK-LABEL: @pads
  // CHECK-NEXT: y: 1x1x2x2xi8 = [100, 49, 75, 5]
  func.func @pads(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "100,-3,50,-128"})
      -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>,
       requant = #tpu.requant<MultiplierShift, [1], [2], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Padding is counted; relu.
  // CHECK-LABEL: @include_pads
  // CHECK-NEXT: y: 1x1x2x2xi8 = [25, 24, 38, 5]
  func.func @include_pads(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "100,-3,50,-128"})
      -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>, count_include_pad = true, do_relu = true,
       requant = #tpu.requant<MultiplierShift, [1], [2], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // sum / 4 + 14: 5.5 to 6; -121.5 to -122.
  // CHECK-LABEL: @asymmetric
  // CHECK-NEXT: y: 1x2x1x1xi8 = [6, -114]
  func.func @asymmetric(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-10>> {run.input = "-30,-4,0,0,-128,-128,-128,-128"})
      -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5:4>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>,
       scale = 0.25 : f64, offset = 14.0 : f64}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-10>>) -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5:4>> loc("y")
    return %y : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5:4>>
  }

  // Padding counts as 20.
  // CHECK-LABEL: @asymmetric_pads
  // CHECK-NEXT: y: 1x1x2x2xu8 = [40, 36, 48, 102]
  func.func @asymmetric_pads(%x: tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:20>> {run.input = "100,3,50,255"})
      -> tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>,
       scale = 0.25 : f64, offset = 0.0 : f64}
      : (tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:20>>) -> tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // Rounded once; padding is not counted.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x1x1x2xf16 = [1026, 3]
  func.func @f16(%x: tensor<1x1x2x2xf16> {run.input = "2048,1,2048,5"})
      -> tensor<1x1x1x2xf16> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 1>}
      : (tensor<1x1x2x2xf16>) -> tensor<1x1x1x2xf16> loc("y")
    return %y : tensor<1x1x1x2xf16>
  }

  // f32, padding counted; at least 0, at most 1.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x1x1x2xf32 = [1, 1]
  func.func @f32(%x: tensor<1x1x2x2xf32> {run.input = "-2,1,8,4"})
      -> tensor<1x1x1x2xf32> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 1>, count_include_pad = true, do_relu = true, relu_limit = 1.0 : f64}
      : (tensor<1x1x2x2xf32>) -> tensor<1x1x1x2xf32> loc("y")
    return %y : tensor<1x1x1x2xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Sums 3, -3, 5, 254 times 64 / 2^7 in float: halves up; saturated after that.
  // CHECK-LABEL: @cv18
  // CHECK-NEXT: y: 1x4x1x1xi8 = [2, -1, 3, 127]
  func.func @cv18(%x: tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,2,-1,-2,2,3,127,127"})
      -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
       requant = #tpu.requant<MultiplierShiftFloat, [64], [7], HalfUp>}
      : (tensor<1x4x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // (1 + 2 + 256) / 3 = 86.33, to 86.5.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x1x1xbf16 = [86.5]
  func.func @bf16(%x: tensor<1x1x1x3xbf16> {run.input = "1,2,256"})
      -> tensor<1x1x1x1xbf16> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 1, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x1x1x3xbf16>) -> tensor<1x1x1x1xbf16> loc("y")
    return %y : tensor<1x1x1x1xbf16>
  }
}
