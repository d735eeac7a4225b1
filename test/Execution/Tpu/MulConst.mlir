// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: the constant is part of the multiplier: (q - zp_in) * multiplier >> rshift, halves up, + zp_out. Floats: rounded once.

module attributes {tpu.chip = "bm1684"} {
  // A negative multiplier.
  // CHECK-LABEL: @shift
  // CHECK-NEXT: y: 1x2x2x2xi8 = [127, 127, 10, 1, 0, -1, -73, -128]
  func.func @shift(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MulConst(%x) {const_val = 1.0 : f64, requant = #tpu.requant<MultiplierShift, [-93], [6], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // 3 (q - 10) / 2 - 5
  // CHECK-LABEL: @zero_points
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -128, -30, -21, -20, -18, 55, 127]
  func.func @zero_points(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-5>> {
    %y = tpu.MulConst(%x) {const_val = 1.0 : f64, requant = #tpu.requant<MultiplierShift, [3], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-5>>
  }

  // do_relu, 0 .. 255.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 0, 0, 0, 0, 3, 125, 255]
  func.func @relu(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.MulConst(%x) {const_val = 1.0 : f64, do_relu = true, requant = #tpu.requant<MultiplierShift, [5], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // const_val is exact, the product is rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-0.30004883, -0.099975586, -0.049987793, 0, 0.009994507, 0.099975586, 0.20019531, 100]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.5,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.MulConst(%x) {const_val = 0.1 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // 8 bits; at least 0, at most 0.25.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0.25, 0.25, 0.15039062, 0, 0, 0, 0, 0]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-1,-0.5,0,0.100097656,1,2,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.MulConst(%x) {const_val = -0.3 : f64, do_relu = true, relu_limit = 0.25 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
