// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: a * b, relu, * multiplier >> rshift halves up (QDM: away from zero), + zero point. Floats: rounded once.

module attributes {tpu.chip = "bm1684x"} {
  // a * b / 2, saturated at both ends.
  // CHECK-LABEL: @shift
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, 127, -10, 1, 0, 1, 127, -128]
  func.func @shift(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                   %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Halves up: -0.5 to 0, 0.5 to 1.
  // CHECK-LABEL: @ties
  // CHECK-NEXT: y: 1x2x2x2xi8 = [1, 0, 2, -1, 3, -2, 4, -3]
  func.func @ties(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-1,3,-3,5,-5,7,-7"},
                  %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // do_relu, 0 .. 255.
  // CHECK-LABEL: @relu_u8
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 255, 0, 0, 0, 0, 114, 0]
  func.func @relu_u8(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                     %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {do_relu = true, requant = #tpu.requant<MultiplierShift, [93], [12], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // Three zero points.
  // CHECK-LABEL: @zero_points
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-28, 96, -9, 38, 5, 5, 4, -78]
  func.func @zero_points(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                         %b: tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:100>> {run.input = "127,0,3,255,100,101,99,50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<MultiplierShift, [93], [13], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-20>>, tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:5>>
  }

  // One value per channel.
  // CHECK-LABEL: @broadcast
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -125, -9, -1, 0, -2, -125, -128]
  func.func @broadcast(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                       %b: tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> {run.input = "10,-20"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<MultiplierShift, [1], [3], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Rounded to 11 bits; 65504 * 32 is infinite.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [0.0010004044, -6.25, 2048, -21, inf, 0.019989014, -0.21008301, 3]
  func.func @f16(%a: tensor<1x2x2x2xf16> {run.input = "1,-2.5,2048,3,65504,0.099975586,-0.30004883,100"},
                 %b: tensor<1x2x2x2xf16> {run.input = "0.0010004044,2.5,1,-7,32,0.19995117,0.7001953,0.02999878"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Mul(%a, %b)
      : (tensor<1x2x2x2xf16>, tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // Rounded to 8 bits; at least 0.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0.0009994507, 0, 2048, 0, 2097152, 0.020019531, 0, 3]
  func.func @bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                  %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Mul(%a, %b) {do_relu = true}
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // a * b / 2 halves up, / 2^5 halves away from zero.
  // CHECK-LABEL: @qdm
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, 127, 0, 0, 0, 0, 78, -99]
  func.func @qdm(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                 %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<QDM, [1073741824], [5], HalfAwayFromZero>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // a * 2 / 4: halves away from zero.
  // CHECK-LABEL: @qdm_ties
  // CHECK-NEXT: y: 1x2x2x2xi8 = [1, -1, 2, -2, 3, -3, 4, -4]
  func.func @qdm_ties(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "1,-1,3,-3,5,-5,7,-7"},
                      %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "2"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Mul(%a, %b) {requant = #tpu.requant<QDM, [1073741824], [1], HalfAwayFromZero>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // bf16.
  // CHECK-LABEL: @cv18_bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0.0009994507, -6.25, 2048, -21, 2097152, 0.020019531, -0.20996094, 3]
  func.func @cv18_bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                       %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Mul(%a, %b)
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
