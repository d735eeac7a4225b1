// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The smaller of the stored integers, whatever the scales of the operands; the smaller float.

module attributes {tpu.chip = "bm1684x"} {
  // Scales 0.25 and 0.5.
  // CHECK-LABEL: @integers
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -128, -7, -1, -5, 1, 50, -50]
  func.func @integers(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.25>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                      %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Min(%a, %b)
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // do_relu.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 0, 0, 0, 0, 1, 50, 0]
  func.func @relu(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                  %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Min(%a, %b) {do_relu = true}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // A zero point changes nothing.
  // CHECK-LABEL: @zero_point
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-128, -128, -7, -1, -5, 1, 50, -50]
  func.func @zero_point(%a: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>> {run.input = "-128,-100,-7,-1,0,1,50,127"},
                        %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>> {run.input = "127,-128,3,-1,-5,2,100,-50"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>> {
    %y = tpu.Min(%a, %b)
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>>, tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:-1>>
  }

  // Unsigned, one value per channel.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 5, 3, 5, 7, 129, 128, 1]
  func.func @unsigned(%a: tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {run.input = "0,255,3,9,7,200,128,1"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %b = top.Weight {value = dense<[[[[5]], [[129]]]]> : tensor<1x2x1x1xui8>} : tensor<1x2x1x1x!quant.uniform<u8:f32, 0.5>> loc("b")
    %y = tpu.Min(%a, %b)
      : (tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>, tensor<1x2x1x1x!quant.uniform<u8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // f16.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [0.0010004044, -2.5, 1, -7, 32, 0.099975586, -0.30004883, 0.02999878]
  func.func @f16(%a: tensor<1x2x2x2xf16> {run.input = "1,-2.5,2048,3,65504,0.099975586,-0.30004883,100"},
                 %b: tensor<1x2x2x2xf16> {run.input = "0.0010004044,2.5,1,-7,32,0.19995117,0.7001953,0.02999878"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Min(%a, %b)
      : (tensor<1x2x2x2xf16>, tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // bf16; at least 0, at most 2.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0.0009994507, 0, 1, 0, 2, 0.100097656, 0, 0.030029297]
  func.func @bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                  %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Min(%a, %b) {do_relu = true, relu_limit = 2.0 : f64}
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
