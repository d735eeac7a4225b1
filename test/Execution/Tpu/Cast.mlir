// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Values in another type. Scales that are not powers of two show in which precision the chip multiplies;
// s = 0.1: f32(1/s) = 10, F16(1/s) = 10, BF16(1/s) = 10, but F16(0.1) = 0.0999756 and BF16(0.1) = 0.100098.

module attributes {tpu.chip = "bm1684"} {
  // sat(round(x * 2)): halves go away from zero.
  // CHECK-LABEL: @quantize
  // CHECK-NEXT: y: 14xi8 = [-128, -128, -128, -2, -1, 0, 0, 0, 1, 2, 127, 127, 127, 127]
  func.func @quantize(%x: tensor<14xf32> {run.input = "-70,-64,-63.75,-0.75,-0.25,-0.2,0,0.2,0.25,0.75,63.25,63.5,63.75,1e+30"})
      -> tensor<14x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Cast(%x)
      : (tensor<14xf32>) -> tensor<14x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<14x!quant.uniform<i8:f32, 0.5>>
  }

  // The same, saturated to 0 .. 255.
  // CHECK-LABEL: @quantize_u8
  // CHECK-NEXT: y: 14xu8 = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 127, 127, 128, 255]
  func.func @quantize_u8(%x: tensor<14xf32> {run.input = "-70,-64,-63.75,-0.75,-0.25,-0.2,0,0.2,0.25,0.75,63.25,63.5,63.75,1e+30"})
      -> tensor<14x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.Cast(%x)
      : (tensor<14xf32>) -> tensor<14x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<14x!quant.uniform<u8:f32, 0.5>>
  }

  // f32(s) * q
  // CHECK-LABEL: @dequantize
  // CHECK-NEXT: y: 4xf32 = [-12.8, -0.1, 0.3, 12.7]
  func.func @dequantize(%x: tensor<4x!quant.uniform<i8:f32, 0.1>> {run.input = "-128,-1,3,127"})
      -> tensor<4xf32> {
    %y = tpu.Cast(%x)
      : (tensor<4x!quant.uniform<i8:f32, 0.1>>) -> tensor<4xf32> loc("y")
    return %y : tensor<4xf32>
  }

  // f32 to f32.
  // CHECK-LABEL: @same_type
  // CHECK-NEXT: y: 2xf32 = [1.5, -2]
  func.func @same_type(%x: tensor<2xf32> {run.input = "1.5,-2"})
      -> tensor<2xf32> {
    %y = tpu.Cast(%x)
      : (tensor<2xf32>) -> tensor<2xf32> loc("y")
    return %y : tensor<2xf32>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // sat(round(x * 2) - 10): rounded before the zero point is added.
  // CHECK-LABEL: @quantize_asymmetric
  // CHECK-NEXT: y: 8xi8 = [-128, -128, -128, -11, -10, -9, 127, 127]
  func.func @quantize_asymmetric(%x: tensor<8xf32> {run.input = "-60,-59,-58.75,-0.25,0,0.25,68.5,70"})
      -> tensor<8x!quant.uniform<i8:f32, 0.5:-10>> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8x!quant.uniform<i8:f32, 0.5:-10>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.5:-10>>
  }

  // s * (q - 128)
  // CHECK-LABEL: @dequantize_asymmetric
  // CHECK-NEXT: y: 4xf32 = [-64, -0.5, 0, 63.5]
  func.func @dequantize_asymmetric(%x: tensor<4x!quant.uniform<u8:f32, 0.5:128>> {run.input = "0,127,128,255"})
      -> tensor<4xf32> {
    %y = tpu.Cast(%x)
      : (tensor<4x!quant.uniform<u8:f32, 0.5:128>>) -> tensor<4xf32> loc("y")
    return %y : tensor<4xf32>
  }

  // sat(round(F16(x * F16(1/s)))); 0.05 in f16 is 0.049988, times 10 it rounds to 0.5.
  // CHECK-LABEL: @quantize_f16
  // CHECK-NEXT: y: 8xi8 = [-128, -4, -1, 0, 1, 3, 4, 127]
  func.func @quantize_f16(%x: tensor<8xf16> {run.input = "-12.75,-0.35009766,-0.049987793,0,0.049987793,0.25,0.35009766,12.703125"})
      -> tensor<8x!quant.uniform<i8:f32, 0.1>> {
    %y = tpu.Cast(%x)
      : (tensor<8xf16>) -> tensor<8x!quant.uniform<i8:f32, 0.1>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.1>>
  }

  // sat(round(BF16(x * BF16(1/s)))).
  // CHECK-LABEL: @quantize_bf16
  // CHECK-NEXT: y: 8xi8 = [-128, -4, -1, 0, 1, 3, 4, 127]
  func.func @quantize_bf16(%x: tensor<8xbf16> {run.input = "-12.75,-0.34960938,-0.050048828,0,0.050048828,0.25,0.34960938,12.6875"})
      -> tensor<8x!quant.uniform<i8:f32, 0.1>> {
    %y = tpu.Cast(%x)
      : (tensor<8xbf16>) -> tensor<8x!quant.uniform<i8:f32, 0.1>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.1>>
  }

  // F16(F16(s) * q)
  // CHECK-LABEL: @dequantize_f16
  // CHECK-NEXT: y: 8xf16 = [-12.796875, -0.2998047, -0.099975586, 0, 0.099975586, 0.2998047, 10, 12.6953125]
  func.func @dequantize_f16(%x: tensor<8x!quant.uniform<i8:f32, 0.1>> {run.input = "-128,-3,-1,0,1,3,100,127"})
      -> tensor<8xf16> {
    %y = tpu.Cast(%x)
      : (tensor<8x!quant.uniform<i8:f32, 0.1>>) -> tensor<8xf16> loc("y")
    return %y : tensor<8xf16>
  }

  // BF16(BF16(s) * q)
  // CHECK-LABEL: @dequantize_bf16
  // CHECK-NEXT: y: 8xbf16 = [-12.8125, -0.30078125, -0.100097656, 0, 0.100097656, 0.30078125, 10, 12.6875]
  func.func @dequantize_bf16(%x: tensor<8x!quant.uniform<i8:f32, 0.1>> {run.input = "-128,-3,-1,0,1,3,100,127"})
      -> tensor<8xbf16> {
    %y = tpu.Cast(%x)
      : (tensor<8x!quant.uniform<i8:f32, 0.1>>) -> tensor<8xbf16> loc("y")
    return %y : tensor<8xbf16>
  }

  // 1 + 2^-11 and 1 + 3 * 2^-11 are ties, which go to even; 65519 is the last value before infinity; 6e-8 becomes the smallest subnormal 2^-24.
  // CHECK-LABEL: @to_f16
  // CHECK-NEXT: y: 8xf16 = [1, 1.0019531, 65504, inf, 5.9604645e-08, 0, 0, -inf]
  func.func @to_f16(%x: tensor<8xf32> {run.input = "1.0004883,1.0014648,65519,65520,6e-08,2.9e-08,-1e-08,-65520"})
      -> tensor<8xf16> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8xf16> loc("y")
    return %y : tensor<8xf16>
  }

  // 1 + 2^-8 and 1 + 3 * 2^-8 are ties, which go to even.
  // CHECK-LABEL: @to_bf16
  // CHECK-NEXT: y: 8xbf16 = [1, 1.015625, -1, 3.0040553e+38, 0.100097656, -0.100097656, 0.0009994507, 256]
  func.func @to_bf16(%x: tensor<8xf32> {run.input = "1.0039062,1.0117188,-1.0039062,3e+38,0.1,-0.1,0.001,255.5"})
      -> tensor<8xbf16> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8xbf16> loc("y")
    return %y : tensor<8xbf16>
  }

  // To f32: nothing is lost.
  // CHECK-LABEL: @widen
  // CHECK-NEXT: y: 3xf32 = [1.5, -65504, 0.099975586]
  // CHECK-NEXT: w: 2xf32 = [1.0078125, -3]
  func.func @widen(%x: tensor<3xf16> {run.input = "1.5,-65504,0.099975586"},
                   %z: tensor<2xbf16> {run.input = "1.0078125,-3"})
      -> (tensor<3xf32>, tensor<2xf32>) {
    %y = tpu.Cast(%x)
      : (tensor<3xf16>) -> tensor<3xf32> loc("y")
    %w = tpu.Cast(%z)
      : (tensor<2xbf16>) -> tensor<2xf32> loc("w")
    return %y, %w : tensor<3xf32>, tensor<2xf32>
  }

  // Halves go away from zero.
  // CHECK-LABEL: @to_integer
  // CHECK-NEXT: y: 8xi32 = [-3, -2, -1, 1, 2, 3, 0, 301]
  func.func @to_integer(%x: tensor<8xf32> {run.input = "-2.5,-1.5,-0.5,0.5,1.5,2.5,0.49,300.5"})
      -> tensor<8xi32> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8xi32> loc("y")
    return %y : tensor<8xi32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // The input of the network is quantized by the host: sat(round(f32(x * 10))), halves away from zero.
  // CHECK-LABEL: @quantize_input
  // CHECK-NEXT: y: 8xi8 = [-128, -4, -1, 0, 1, 3, 4, 127]
  func.func @quantize_input(%x: tensor<8xf32> {run.input = "-12.75,-0.35,-0.05,0,0.05,0.25,0.35,12.7"})
      -> tensor<8x!quant.uniform<i8:f32, 0.1>> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8x!quant.uniform<i8:f32, 0.1>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.1>>
  }

  // By the chip: sat(round(BF16(x * BF16(1/s)))), halves to even: 0.5 to 0, 1.5 and 2.5 to 2, 126.5 to 126.
  // CHECK-LABEL: @quantize_bf16
  // CHECK-NEXT: y: 8xi8 = [0, 2, 2, 0, -2, -2, 126, -128]
  func.func @quantize_bf16(%x: tensor<8xbf16> {run.input = "0.25,0.75,1.25,-0.25,-0.75,-1.25,63.25,-64.25"})
      -> tensor<8x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Cast(%x)
      : (tensor<8xbf16>) -> tensor<8x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.5>>
  }

  // BF16(q * BF16(s)) even when the result is f32.
  // CHECK-LABEL: @dequantize
  // CHECK-NEXT: y: 8xf32 = [-12.8125, -0.30078125, -0.100097656, 0, 0.100097656, 0.30078125, 10, 12.6875]
  func.func @dequantize(%x: tensor<8x!quant.uniform<i8:f32, 0.1>> {run.input = "-128,-3,-1,0,1,3,100,127"})
      -> tensor<8xf32> {
    %y = tpu.Cast(%x)
      : (tensor<8x!quant.uniform<i8:f32, 0.1>>) -> tensor<8xf32> loc("y")
    return %y : tensor<8xf32>
  }

  // The same in bf16.
  // CHECK-LABEL: @dequantize_bf16
  // CHECK-NEXT: y: 8xbf16 = [-12.8125, -0.30078125, -0.100097656, 0, 0.100097656, 0.30078125, 10, 12.6875]
  func.func @dequantize_bf16(%x: tensor<8x!quant.uniform<i8:f32, 0.1>> {run.input = "-128,-3,-1,0,1,3,100,127"})
      -> tensor<8xbf16> {
    %y = tpu.Cast(%x)
      : (tensor<8x!quant.uniform<i8:f32, 0.1>>) -> tensor<8xbf16> loc("y")
    return %y : tensor<8xbf16>
  }

  // The low half of the bits is cut off.
  // CHECK-LABEL: @to_bf16
  // CHECK-NEXT: y: 8xbf16 = [1, 1.0078125, -1, 1, 0.099609375, -0.099609375, 0.0009994507, 255]
  func.func @to_bf16(%x: tensor<8xf32> {run.input = "1.0039062,1.0117188,-1.0039062,1.0078124,0.1,-0.1,0.001,255.9"})
      -> tensor<8xbf16> {
    %y = tpu.Cast(%x)
      : (tensor<8xf32>) -> tensor<8xbf16> loc("y")
    return %y : tensor<8xbf16>
  }
}
