// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// q where q >= 0, else q * slope >> rshift per channel, halves up; cv18xx rescales the positive side as well.

module attributes {tpu.chip = "bm1684x"} {
  // Slopes 16 / 32 and -64 / 32: saturated above.
  // CHECK-LABEL: @slopes
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-64, -2, 0, 127, 127, 10, 3, 127]
  func.func @slopes(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,0,127,-128,-5,3,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[[[[16]], [[-64]]]]> : tensor<1x2x1x1xi8>} : tensor<1x2x1x1xi8> loc("s")
    %y = tpu.PRelu(%x, %s) {requant = #tpu.requant<MultiplierShift, [1], [5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x1x1xi8>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // One slope of 3 / 2 for all channels.
  // CHECK-LABEL: @shared
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -7, 0, 127, -128, -7, 3, 127]
  func.func @shared(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,0,127,-128,-5,3,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[3]> : tensor<1xi8>} : tensor<1xi8> loc("s")
    %y = tpu.PRelu(%x, %s) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1xi8>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Slopes F16(0.1) and 2.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [-0.2998047, -0.099975586, -0.02999878, 0, 0.099975586, 1, 2.0019531, 1000]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-1,-0.30004883,0,0.099975586,1,2.0019531,1000"})
      -> tensor<1x2x2x2xf16> {
    %s = top.Weight {value = dense<[[[[0.099975586]], [[2.0]]]]> : tensor<1x2x1x1xf16>} : tensor<1x2x1x1xf16> loc("s")
    %y = tpu.PRelu(%x, %s)
      : (tensor<1x2x2x2xf16>, tensor<1x2x1x1xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // q * 77 / 64 above 0.
  // CHECK-LABEL: @both_sides
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-64, -2, 0, 127, 127, 10, 4, 127]
  func.func @both_sides(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,0,127,-128,-5,3,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[[[[16]], [[-64]]]]> : tensor<1x2x1x1xi8>} : tensor<1x2x1x1xi8> loc("s")
    %y = tpu.PRelu(%x, %s) {requant = #tpu.requant<MultiplierShiftFloat, [77, 1], [6, 5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x1x1xi8>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}
