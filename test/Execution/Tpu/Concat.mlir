// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Tensors joined along axis; cv18xx rescales each: sat(q * multiplier / 2^rshift) in float, halves up.

module attributes {tpu.chip = "bm1684x"} {
  // i8 channels.
  // CHECK-LABEL: @integers
  // CHECK-NEXT: y: 1x3x1x2xi8 = [-128, 1, 2, 3, 127, -5]
  func.func @integers(%a: tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,1,2,3"},
                      %b: tensor<1x1x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-5"})
      -> tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Concat(%a, %b) {axis = 1 : i64}
      : (tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // do_relu.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x3x1x2xi8 = [0, 1, 2, 3, 127, 0]
  func.func @relu(%a: tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,1,2,3"},
                  %b: tensor<1x1x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-5"})
      -> tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Concat(%a, %b) {axis = 1 : i64, do_relu = true}
      : (tensor<1x2x1x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // u8, rank 2.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 2x3xu8 = [0, 1, 2, 255, 3, 4]
  func.func @unsigned(%a: tensor<2x1x!quant.uniform<u8:f32, 0.5:7>> {run.input = "0,255"},
                      %b: tensor<2x2x!quant.uniform<u8:f32, 0.5:7>> {run.input = "1,2,3,4"})
      -> tensor<2x3x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Concat(%a, %b) {axis = 1 : i64}
      : (tensor<2x1x!quant.uniform<u8:f32, 0.5:7>>, tensor<2x2x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<2x3x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<2x3x!quant.uniform<u8:f32, 0.5:7>>
  }

  // f16, at least 0, at most 3.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 1x1x3x2xf16 = [0, 2, 3, 0.5, 3, 3]
  func.func @halves(%a: tensor<1x1x1x2xf16> {run.input = "-1.5,2"},
                    %b: tensor<1x1x2x2xf16> {run.input = "3,0.5,4,7"})
      -> tensor<1x1x3x2xf16> {
    %y = tpu.Concat(%a, %b) {axis = 2 : i64, do_relu = true, relu_limit = 3.0 : f64}
      : (tensor<1x1x1x2xf16>, tensor<1x1x2x2xf16>) -> tensor<1x1x3x2xf16> loc("y")
    return %y : tensor<1x1x3x2xf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Copied; / 2: -1.5 to -1, 1.5 to 2; * 77 / 64, saturated.
  // CHECK-LABEL: @rescaled
  // CHECK-NEXT: y: 1x3x1x4xi8 = [-128, -3, 3, 127, -64, -1, 2, 64, -128, -4, 4, 127]
  func.func @rescaled(%a: tensor<1x1x1x4x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-3,3,127"},
                      %b: tensor<1x1x1x4x!quant.uniform<i8:f32, 0.25>> {run.input = "-128,-3,3,127"},
                      %c: tensor<1x1x1x4x!quant.uniform<i8:f32, 0.6>> {run.input = "-128,-3,3,127"})
      -> tensor<1x3x1x4x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Concat(%a, %b, %c) {axis = 1 : i64,
       requant = #tpu.requant<MultiplierShiftFloat, [1, 64, 77], [0, 7, 6], HalfUp>}
      : (tensor<1x1x1x4x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x1x4x!quant.uniform<i8:f32, 0.25>>, tensor<1x1x1x4x!quant.uniform<i8:f32, 0.6>>) -> tensor<1x3x1x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x1x4x!quant.uniform<i8:f32, 0.5>>
  }
}
