// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Floats: f32 in order, rounded once; a mean is the sum times 1 / n, itself rounded to the result type. Integers (cv18xx): sum or
// largest, * multiplier / 2^rshift in float, halves up, saturated; multiplier 1 without shift copies.

module attributes {tpu.chip = "bm1684x"} {
  // 8.5 and 2039.5, which goes to 2040.
  // CHECK-LABEL: @f16_sum
  // CHECK-NEXT: y: 1x2x1x1xf16 = [8.5, 2040]
  func.func @f16_sum(%x: tensor<1x2x2x2xf16> {run.input = "1,-2,4,5.5,-3,-6,0.5,2048"})
      -> tensor<1x2x1x1xf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = true, mode = #top<reduce_mode sum>}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x1x1xf16> loc("y")
    return %y : tensor<1x2x1x1xf16>
  }

  // 10 and 901 times F16(1/3) = 0.33325.
  // CHECK-LABEL: @f16_mean
  // CHECK-NEXT: y: 2xf16 = [3.3320312, 300.25]
  func.func @f16_mean(%x: tensor<2x3xf16> {run.input = "1,2,7,300,300,301"})
      -> tensor<2xf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode mean>}
      : (tensor<2x3xf16>) -> tensor<2xf16> loc("y")
    return %y : tensor<2xf16>
  }

  // 10 and 900 (301 is 300 or 302 in bf16) times BF16(1/3).
  // CHECK-LABEL: @bf16_mean
  // CHECK-NEXT: y: 2x1xbf16 = [3.34375, 300]
  func.func @bf16_mean(%x: tensor<2x3xbf16> {run.input = "1,2,7,300,300,300"})
      -> tensor<2x1xbf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode mean>}
      : (tensor<2x3xbf16>) -> tensor<2x1xbf16> loc("y")
    return %y : tensor<2x1xbf16>
  }

  // Channels, dropped.
  // CHECK-LABEL: @f16_max
  // CHECK-NEXT: y: 1x2x2xf16 = [1, -2, 4, 2048]
  func.func @f16_max(%x: tensor<1x2x2x2xf16> {run.input = "1,-2,4,5.5,-3,-6,0.5,2048"})
      -> tensor<1x2x2xf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode max>}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2xf16> loc("y")
    return %y : tensor<1x2x2xf16>
  }

  // Channels, dropped.
  // CHECK-LABEL: @f16_min
  // CHECK-NEXT: y: 1x2x2xf16 = [-3, -6, 0.5, 5.5]
  func.func @f16_min(%x: tensor<1x2x2x2xf16> {run.input = "1,-2,4,5.5,-3,-6,0.5,2048"})
      -> tensor<1x2x2xf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode min>}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2xf16> loc("y")
    return %y : tensor<1x2x2xf16>
  }

  // 5 and 13.
  // CHECK-LABEL: @f32_l2
  // CHECK-NEXT: y: 1x2xf32 = [5, 13]
  func.func @f32_l2(%x: tensor<1x2x2xf32> {run.input = "3,-4,-5,12"})
      -> tensor<1x2xf32> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2>, keepdims = false, mode = #top<reduce_mode l2>}
      : (tensor<1x2x2xf32>) -> tensor<1x2xf32> loc("y")
    return %y : tensor<1x2xf32>
  }

  // Columns.
  // CHECK-LABEL: @f32_l1
  // CHECK-NEXT: y: 1x2xf32 = [8, 16]
  func.func @f32_l1(%x: tensor<2x2xf32> {run.input = "3,-4,-5,12"})
      -> tensor<1x2xf32> {
    %y = tpu.Reduce(%x) {axes = array<i64: 0>, keepdims = true, mode = #top<reduce_mode l1>}
      : (tensor<2x2xf32>) -> tensor<1x2xf32> loc("y")
    return %y : tensor<1x2xf32>
  }

  // All.
  // CHECK-LABEL: @f32_prod
  // CHECK-NEXT: y: 1x1xf32 = [30]
  func.func @f32_prod(%x: tensor<2x2xf32> {run.input = "3,-4,-5,0.5"})
      -> tensor<1x1xf32> {
    %y = tpu.Reduce(%x) {axes = array<i64: 0, 1>, keepdims = true, mode = #top<reduce_mode prod>}
      : (tensor<2x2xf32>) -> tensor<1x1xf32> loc("y")
    return %y : tensor<1x1xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // 8 / 2 and 245 / 2 = 122.5, halves up.
  // CHECK-LABEL: @sum
  // CHECK-NEXT: y: 1x2x1x1xi8 = [4, 123]
  func.func @sum(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-2,4,5,-3,-6,127,127"})
      -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = true, mode = #top<reduce_mode sum>, requant = #tpu.requant<MultiplierShiftFloat, [64], [7], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // 245 * 77 / 64, saturated.
  // CHECK-LABEL: @sum_saturated
  // CHECK-NEXT: y: 1x2x1x1xi8 = [10, 127]
  func.func @sum_saturated(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-2,4,5,-3,-6,127,127"})
      -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = true, mode = #top<reduce_mode sum>, requant = #tpu.requant<MultiplierShiftFloat, [77], [6], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>
  }

  // The divisor is in the multiplier; -1.0, -4.0, 65.5 and 66.
  // CHECK-LABEL: @mean
  // CHECK-NEXT: y: 1x2x2xi8 = [-1, -4, 66, 66]
  func.func @mean(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-2,4,5,-3,-6,127,127"})
      -> tensor<1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = false, mode = #top<reduce_mode mean>, requant = #tpu.requant<MultiplierShiftFloat, [64], [7], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // The largest, rescaled, saturated.
  // CHECK-LABEL: @max
  // CHECK-NEXT: y: 1x2x2xi8 = [1, 6, -4, 127]
  func.func @max(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-2,4,5,-3,-6,127,127"})
      -> tensor<1x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 3>, keepdims = false, mode = #top<reduce_mode max>, requant = #tpu.requant<MultiplierShiftFloat, [77], [6], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Multiplier 1, no shift.
  // CHECK-LABEL: @max_copied
  // CHECK-NEXT: y: 1x2x2x1xi8 = [1, 5, -3, 127]
  func.func @max_copied(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-2,4,5,-3,-6,127,127"})
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 3>, keepdims = true, mode = #top<reduce_mode max>, requant = #tpu.requant<MultiplierShiftFloat, [1], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>
  }

  // The least, times 64 / 2^7: -6 to -3, -7 to -3 (half up).
  // CHECK-LABEL: @min
  // CHECK-NEXT: y: 1x2xi8 = [-3, -3]
  func.func @min(%x: tensor<1x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-6,4,5,-3,-7"})
      -> tensor<1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2>, keepdims = false, mode = #top<reduce_mode min>, requant = #tpu.requant<MultiplierShiftFloat, [64], [7], HalfUp>}
      : (tensor<1x2x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // 11 and 384 times 64 / 2^7, saturated.
  // CHECK-LABEL: @l1
  // CHECK-NEXT: y: 1x2xi8 = [6, 127]
  func.func @l1(%x: tensor<1x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-6,4,-128,-128,-128"})
      -> tensor<1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reduce(%x) {axes = array<i64: 2>, keepdims = false, mode = #top<reduce_mode l1>, requant = #tpu.requant<MultiplierShiftFloat, [64], [7], HalfUp>}
      : (tensor<1x2x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // 8 bits.
  // CHECK-LABEL: @bf16_sum
  // CHECK-NEXT: y: 2x1xbf16 = [10, 900]
  func.func @bf16_sum(%x: tensor<2x3xbf16> {run.input = "1,2,7,300,300,300"})
      -> tensor<2x1xbf16> {
    %y = tpu.Reduce(%x) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode sum>}
      : (tensor<2x3xbf16>) -> tensor<2x1xbf16> loc("y")
    return %y : tensor<2x1xbf16>
  }
}
