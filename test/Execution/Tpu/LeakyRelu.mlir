// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// q where q >= 0, else q * multiplier >> rshift, halves up; cv18xx rescales both sides. Floats: rounded once.

module attributes {tpu.chip = "bm1684x"} {
  // alpha = 1/2: -2.5 to -2.
  // CHECK-LABEL: @negative_side
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-64, -2, -1, 0, 0, 1, 5, 127]
  func.func @negative_side(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,0,1,5,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.LeakyRelu(%x) {alpha = 0.5 : f64,
       requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // alpha = 3: saturated below.
  // CHECK-LABEL: @steep
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -15, -9, -3, 0, 1, 5, 127]
  func.func @steep(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,0,1,5,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.LeakyRelu(%x) {alpha = 3.0 : f64,
       requant = #tpu.requant<MultiplierShift, [3], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // alpha = -1: saturated above.
  // CHECK-LABEL: @mirrored
  // CHECK-NEXT: y: 1x2x2x2xi8 = [127, 5, 3, 1, 0, 1, 5, 127]
  func.func @mirrored(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,0,1,5,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.LeakyRelu(%x) {alpha = -1.0 : f64,
       requant = #tpu.requant<MultiplierShift, [-1], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // x * 0.1 in f32, then rounded.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-0.30004883, -0.099975586, -0.02999878, 0, 0.099975586, 1, 2.0019531, 1000]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.30004883,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.LeakyRelu(%x) {alpha = 0.1 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // x * 0.1 in f32, then rounded.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [-0.30078125, -0.100097656, -0.030029297, 0, 0.100097656, 1, 2, 1000]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-1,-0.30078125,0,0.100097656,1,2,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.LeakyRelu(%x) {alpha = 0.1 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // q * 77 / 64 above, q * 9 / 128 below 0.
  // CHECK-LABEL: @both_sides
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-9, 0, 0, 0, 0, 1, 6, 127]
  func.func @both_sides(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,0,1,5,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.LeakyRelu(%x) {alpha = 0.0584 : f64,
       requant = #tpu.requant<MultiplierShiftFloat, [77, 9], [6, 7], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}
