// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: min((q - zp_in) * multiplier, const_val) >> rshift, halves up; the zero point of the result is not added. Floats:
// min(x, const_val).

module attributes {tpu.chip = "bm1684"} {
  // A constant of -6.5 with six more bits, halves up: -6.
  // CHECK-LABEL: @multiplier
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -100, -7, -6, -6, -6, -6, -6]
  func.func @multiplier(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MinConst(%x) {const_val = -416.0 : f64, requant = #tpu.requant<MultiplierShift, [64], [6], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // Multiplier 1, no shift.
  // CHECK-LABEL: @plain
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -100, -7, -7, -7, -7, -7, -7]
  func.func @plain(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MinConst(%x) {const_val = -7.0 : f64, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // The zero point of the operand goes and does not come back.
  // CHECK-LABEL: @zero_point
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -110, -17, -11, -10, -9, 20, 20]
  func.func @zero_point(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> {
    %y = tpu.MinConst(%x) {const_val = 20.0 : f64, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>>
  }

  // do_relu.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 0, 0, 0, 0, 1, 50, 60]
  func.func @relu(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MinConst(%x) {const_val = 60.0 : f64, do_relu = true, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // 0.1 is rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-3, -1, -0.5, 0, 0.099975586, 0.099975586, 0.099975586, 0.099975586]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.5,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.MinConst(%x) {const_val = 0.1 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // 0.1 is rounded to 8 bits; at least 0, at most 1.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0, 0, 0, 0, 0.100097656, 0.100097656, 0.100097656, 0.100097656]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-1,-0.5,0,0.100097656,1,2,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.MinConst(%x) {const_val = 0.1 : f64, do_relu = true, relu_limit = 1.0 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
