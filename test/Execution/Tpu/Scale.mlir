// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// q * scale + bias per channel, clamped to 16 bits, >> rshift rounded down (bm1684); f32.

module attributes {tpu.chip = "bm1684"} {
  // (3 q - 5) / 4 and (32 - 100 q) / 64, rounded down.
  // CHECK-LABEL: @down
  // CHECK-NEXT: y: 1x2x2x2xi8 = [-98, -5, -2, 94, 127, 8, -5, -128]
  func.func @down(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,0,127,-128,-5,3,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[3, -100]> : tensor<2xi8>} : tensor<2xi8> loc("s")
    %b = top.Weight {value = dense<[-5, 32]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Scale(%x, %s, %b) {requant = #tpu.requant<OnlyShift, [1, 1], [2, 6], Down>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2xi8>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Beyond 16 bits before the shift: 32767 >> 8 is 127, -32768 >> 7 is -256.
  // CHECK-LABEL: @clamped
  // CHECK-NEXT: y: 1x2x2x2xi8 = [127, 127, 64, 127, -128, -128, -128, -128]
  func.func @clamped(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,100,-128,1,127,100,-128,1"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[127, -127]> : tensor<2xi8>} : tensor<2xi8> loc("s")
    %b = top.Weight {value = dense<[32767, -32768]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Scale(%x, %s, %b) {requant = #tpu.requant<OnlyShift, [1, 1], [8, 7], Down>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2xi8>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // An unsigned result is clamped to 0 .. 65535.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 1x2x2x2xu8 = [180, 166, 53, 117, 191, 177, 64, 128]
  func.func @unsigned(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "127,100,-128,1,127,100,-128,1"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %s = top.Weight {value = dense<127> : tensor<2xi8>} : tensor<2xi8> loc("s")
    %b = top.Weight {value = dense<[30000, 32767]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Scale(%x, %s, %b) {requant = #tpu.requant<OnlyShift, [1, 1], [8, 8], Down>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2xi8>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // do_relu.
  // CHECK-LABEL: @relu
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 0, 0, 94, 127, 8, 0, 0]
  func.func @relu(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,0,127,-128,-5,3,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %s = top.Weight {value = dense<[3, -100]> : tensor<2xi8>} : tensor<2xi8> loc("s")
    %b = top.Weight {value = dense<[-5, 32]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Scale(%x, %s, %b) {do_relu = true, requant = #tpu.requant<OnlyShift, [1, 1], [2, 6], Down>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2xi8>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // 255 * 127 + 30000 = 62385, >> 8 is 243.
  // CHECK-LABEL: @unsigned_input
  // CHECK-NEXT: y: 1x2x2x2xu8 = [243, 180, 117, 117, 155, 28, 0, 0]
  func.func @unsigned_input(%x: tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {run.input = "255,128,0,1,255,128,0,1"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %s = top.Weight {value = dense<[127, 2]> : tensor<2xi8>} : tensor<2xi8> loc("s")
    %b = top.Weight {value = dense<[30000, -200]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Scale(%x, %s, %b) {requant = #tpu.requant<OnlyShift, [1, 1], [8, 1], Down>}
      : (tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>, tensor<2xi8>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // At least 0, at most 2.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x2x2xf32 = [0, 1, 1.5, 2, 2, 0.25, 0, 0]
  func.func @f32(%x: tensor<1x2x2x2xf32> {run.input = "-2,0,1,3,-2,0,1,3"})
      -> tensor<1x2x2x2xf32> {
    %s = top.Weight {value = dense<[0.5, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("s")
    %b = top.Weight {value = dense<[1.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Scale(%x, %s, %b) {do_relu = true, relu_limit = 2.0 : f64}
      : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32> loc("y")
    return %y : tensor<1x2x2x2xf32>
  }
}
