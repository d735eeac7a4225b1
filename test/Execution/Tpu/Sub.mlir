// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: a * m0 >> r0 - b * m1 >> r1, each rounded halves up. Floats: rounded once.

module attributes {tpu.chip = "bm1684"} {
  // a / 2 and b / 2: halves up one by one.
  // CHECK-LABEL: @two_roundings
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, 14, -5, 0, 2, 0, -25, 89]
  func.func @two_roundings(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                           %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Sub(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [1, 1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Beyond both ends.
  // CHECK-LABEL: @saturation
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, 127, -13, 1, 10, -3, -128, 127]
  func.func @saturation(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                        %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Sub(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 2], [0, 0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // do_relu, 0 .. 255.
  // CHECK-LABEL: @relu_u8
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 136, 0, 1, 10, 0, 0, 253]
  func.func @relu_u8(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                     %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.Sub(%a, %b) {do_relu = true, requant = #tpu.requant<MultiplierShift, [77, 64], [6, 5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // One value per channel, a constant.
  // CHECK-LABEL: @broadcast
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-74, -60, -13, -10, 20, 21, 45, 84]
  func.func @broadcast(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %b = top.Weight {value = dense<[[[[10]], [[-20]]]]> : tensor<1x2x1x1xi8>} : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> loc("b")
    %y = tpu.Sub(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [1, 0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Both operands repeat.
  // CHECK-LABEL: @scalar_per_row
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-9, -8, 23, 24, -29, -28, 103, 104]
  func.func @scalar_per_row(%a: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,2,3,4"},
                            %b: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>> {run.input = "10,-20,30,-100"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Sub(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [0, 0], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Rounded to 11 bits; 65504 - 32 is a tie.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [0.99902344, -5, 2047, 10, 65472, -0.099975586, -1, 100]
  func.func @f16(%a: tensor<1x2x2x2xf16> {run.input = "1,-2.5,2048,3,65504,0.099975586,-0.30004883,100"},
                 %b: tensor<1x2x2x2xf16> {run.input = "0.0010004044,2.5,1,-7,32,0.19995117,0.7001953,0.02999878"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Sub(%a, %b)
      : (tensor<1x2x2x2xf16>, tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // Rounded to 8 bits; at least 0, at most 100.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [1, 0, 100, 10, 100, 0, 0, 100]
  func.func @bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                  %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Sub(%a, %b) {do_relu = true, relu_limit = 100.0 : f64}
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // bf16.
  // CHECK-LABEL: @cv18_bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [1, -5, 2048, 10, 65536, -0.100097656, -1, 100]
  func.func @cv18_bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                       %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Sub(%a, %b)
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
