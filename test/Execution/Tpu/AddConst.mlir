// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: (q * multiplier + const_val) >> rshift, halves up, relu, saturation. Floats: rounded once.

module attributes {tpu.chip = "bm1684"} {
  // (3 q - 5) / 4
  // CHECK-LABEL: @shift
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-97, -76, -6, -2, -1, 0, 36, 94]
  func.func @shift(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AddConst(%x) {const_val = -5.0 : f64, requant = #tpu.requant<MultiplierShift, [3], [2], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // (q + 1) / 2: halves up.
  // CHECK-LABEL: @ties
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-63, -1, 0, 1, 2, 3, 4, 64]
  func.func @ties(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-4,-2,0,2,4,6,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.AddConst(%x) {const_val = 1.0 : f64, requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // do_relu, 0 .. 255.
  // CHECK-LABEL: @relu_u8
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 0, 3, 18, 20, 22, 140, 255]
  func.func @relu_u8(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.AddConst(%x) {const_val = 640.0 : f64, do_relu = true, requant = #tpu.requant<MultiplierShift, [77], [5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // const_val is exact, the sum is rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-2.9003906, -0.89990234, -0.39990234, 0.099975586, 0.19995117, 1.0996094, 2.1015625, 1000]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.5,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.AddConst(%x) {const_val = 0.1 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // 8 bits; at least 0, at most 1.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0, 0, 0, 0.100097656, 0.20019531, 1, 1, 1]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-1,-0.5,0,0.100097656,1,2,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.AddConst(%x) {const_val = 0.1 : f64, do_relu = true, relu_limit = 1.0 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
