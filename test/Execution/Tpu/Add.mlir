// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: a * m0 >> r0 + b * m1 >> r1, each rounded halves up;
// cv18xx: (a * m0 + b * m1) / 2^r, rounded once. Floats: rounded once.

module attributes {tpu.chip = "bm1684"} {
  // a / 2 and b / 2: halves up one by one.
  // CHECK-LABEL: @two_roundings
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, -114, -1, 0, -2, 2, 75, 39]
  func.func @two_roundings(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                           %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [1, 1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Beyond both ends.
  // CHECK-LABEL: @saturation
  // CHECK-NEXT: y: 1x2x2x2xi8 = [126, -128, -1, -3, -10, 5, 127, 27]
  func.func @saturation(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                        %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 2], [0, 0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // do_relu, 0 .. 255.
  // CHECK-LABEL: @relu_u8
  // CHECK-NEXT: y: 1x2x2x2xu8 = [100, 0, 0, 0, 0, 5, 255, 53]
  func.func @relu_u8(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                     %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {do_relu = true, requant = #tpu.requant<MultiplierShift, [77, 64], [6, 5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // The zero points of the operands go, that of the result comes.
  // CHECK-LABEL: @zero_points
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-15, -128, -2, 0, -2, 4, 102, 65]
  func.func @zero_points(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                         %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:30>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>> {
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [3, 5], [2, 3], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:30>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>>
  }

  // relu before the zero point of the result is added.
  // CHECK-LABEL: @zero_points_relu
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-100, -100, -100, -100, -100, -100, -3, -40]
  func.func @zero_points_relu(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                              %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:30>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-100>> {
    %y = tpu.Add(%a, %b) {do_relu = true, requant = #tpu.requant<MultiplierShift, [3, 5], [2, 3], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:30>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-100>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-100>>
  }

  // One value per channel, a constant.
  // CHECK-LABEL: @broadcast
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-54, -40, 7, 10, -20, -19, 5, 44]
  func.func @broadcast(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %b = top.Weight {value = dense<[[[[10]], [[-20]]]]> : tensor<1x2x1x1xi8>} : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> loc("b")
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [1, 0], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Both operands repeat.
  // CHECK-LABEL: @scalar_per_row
  // CHECK-NEXT: y: 1x2x2x2xi8 = [11, 12, -17, -16, 31, 32, -97, -96]
  func.func @scalar_per_row(%a: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,2,3,4"},
                            %b: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>> {run.input = "10,-20,30,-100"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [1, 1], [0, 0], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Rounded to 11 bits; 65504 + 32 is infinite.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [1.0009766, 0, 2048, -4, inf, 0.2998047, 0.40014648, 100]
  func.func @f16(%a: tensor<1x2x2x2xf16> {run.input = "1,-2.5,2048,3,65504,0.099975586,-0.30004883,100"},
                 %b: tensor<1x2x2x2xf16> {run.input = "0.0010004044,2.5,1,-7,32,0.19995117,0.7001953,0.02999878"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Add(%a, %b)
      : (tensor<1x2x2x2xf16>, tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // Rounded to 8 bits; at least 0, at most 100.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [1, 0, 100, 0, 100, 0.30078125, 0.3984375, 100]
  func.func @bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                  %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Add(%a, %b) {do_relu = true, relu_limit = 100.0 : f64}
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // (64 a - 64 b) / 128: one rounding, halves up.
  // CHECK-LABEL: @one_rounding
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-127, 14, -5, 0, 3, 0, -25, 89]
  func.func @one_rounding(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                          %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShiftFloat, [64, -64], [7, 7], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // relu of the sum.
  // CHECK-LABEL: @one_rounding_relu
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 0, 0, 0, 0, 6, 127, 127]
  func.func @one_rounding_relu(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                               %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Add(%a, %b) {do_relu = true, requant = #tpu.requant<MultiplierShiftFloat, [64, 64], [5, 5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // bf16.
  // CHECK-LABEL: @cv18_bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [1, 0, 2048, -4, 65536, 0.30078125, 0.3984375, 100]
  func.func @cv18_bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                       %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Add(%a, %b)
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
