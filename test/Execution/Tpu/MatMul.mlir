// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: acc = bias + sum of q_left * q_right, relu of acc, requant, zero point of the result, saturation. Floats: f32,
// rounded once.

module attributes {tpu.chip = "bm1684"} {
  // One shift, i16 bias.
  // CHECK-LABEL: @only_shift
  // CHECK-NEXT: y: 2x4xi8 = [127, -128, 127, -96, 127, 68, 127, -128]
  func.func @only_shift(%x: tensor<2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73"})
      -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[-50, 40, -44, -2], [-34, -40, -20, 26], [-2, -4, 20, -30]]> : tensor<3x4xi8>} : tensor<3x4x!quant.uniform<i8:f32, 0.25>> loc("r")
    %b = top.Weight {value = dense<[99, -1000, 16, 0]> : tensor<4xi16>} : tensor<4xi16> loc("b")
    %y = tpu.MatMul(%x, %r, %b) {requant = #tpu.requant<OnlyShift, [1], [5], HalfUp>}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5>>, tensor<3x4x!quant.uniform<i8:f32, 0.25>>, tensor<4xi16>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<2x4x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // The right side is stored as [N, K]; relu, 0 .. 255.
  // CHECK-LABEL: @multiplier_relu
  // CHECK-NEXT: y: 2x4xu8 = [112, 0, 108, 0, 0, 20, 0, 0]
  func.func @multiplier_relu(%x: tensor<2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73"})
      -> tensor<2x4x!quant.uniform<u8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[-50, 40, -44], [-2, -34, -40], [-20, 26, -2], [-4, 20, -30]]> : tensor<4x3xi8>} : tensor<4x3x!quant.uniform<i8:f32, 0.25>> loc("r")
    %b = top.Weight {value = dense<[99, -1000, 16, 0]> : tensor<4xi32>} : tensor<4xi32> loc("b")
    %y = tpu.MatMul(%x, %r, %b) {right_transpose = true, do_relu = true, requant = #tpu.requant<MultiplierShift, [77], [10], HalfUp>}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5>>, tensor<4x3x!quant.uniform<i8:f32, 0.25>>, tensor<4xi32>) -> tensor<2x4x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<2x4x!quant.uniform<u8:f32, 0.5>>
  }

  // The zero point of the left side is in the bias, that of the result is added last.
  // CHECK-LABEL: @zero_point
  // CHECK-NEXT: y: 1x2xi8 = [99, -128]
  func.func @zero_point(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5:5>> {run.input = "100,-30"})
      -> tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>> {
    %r = top.Weight {value = dense<[[50, -60], [7, 8]]> : tensor<2x2xi8>} : tensor<2x2x!quant.uniform<i8:f32, 0.25>> loc("r")
    %b = top.Weight {value = dense<[-550, 260]> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.MatMul(%x, %r, %b) {requant = #tpu.requant<MultiplierShift, [3], [6], HalfUp>}
      : (tensor<1x2x!quant.uniform<i8:f32, 0.5:5>>, tensor<2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>> loc("y")
    return %y : tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>>
  }

  // relu of the accumulator: the smallest result is the zero point.
  // CHECK-LABEL: @relu_before_zero_point
  // CHECK-NEXT: y: 1x2xi8 = [125, -100]
  func.func @relu_before_zero_point(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "100,-30"})
      -> tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>> {
    %r = top.Weight {value = dense<[[50, -60], [7, 8]]> : tensor<2x2xi8>} : tensor<2x2x!quant.uniform<i8:f32, 0.25>> loc("r")
    %b = top.Weight {value = dense<0> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.MatMul(%x, %r, %b) {do_relu = true, requant = #tpu.requant<MultiplierShift, [3], [6], HalfUp>}
      : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>> loc("y")
    return %y : tensor<1x2x!quant.uniform<i8:f32, 0.5:-100>>
  }

  // Both sides are inputs, the right one transposed.
  // CHECK-LABEL: @two_inputs
  // CHECK-NEXT: y: 1x2x2x2xi8 = [24, -26, -10, -12, 1, -17, -20, 33]
  func.func @two_inputs(%x: tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2"},
                        %r: tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-100,-10,-95,47,14,7,26,71,-59,38,-40,-92"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.MatMul(%x, %r) {right_transpose = true, requant = #tpu.requant<MultiplierShift, [9], [11], HalfUp>}
      : (tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // The left side is stored as [K, M].
  // CHECK-LABEL: @left_transposed
  // CHECK-NEXT: y: 2x2xi8 = [15, 18, 35, -3]
  func.func @left_transposed(%x: tensor<3x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73"})
      -> tensor<2x2x!quant.uniform<i8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[-100, -10], [-95, 47], [14, 7]]> : tensor<3x2xi8>} : tensor<3x2x!quant.uniform<i8:f32, 0.25>> loc("r")
    %y = tpu.MatMul(%x, %r) {left_transpose = true, requant = #tpu.requant<MultiplierShift, [9], [11], HalfUp>}
      : (tensor<3x2x!quant.uniform<i8:f32, 0.5>>, tensor<3x2x!quant.uniform<i8:f32, 0.25>>) -> tensor<2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // q / 2: floor(v + 1/2).
  // CHECK-LABEL: @ties
  // CHECK-NEXT: y: 6x1xi8 = [-2, -1, 0, 1, 2, 3]
  func.func @ties(%x: tensor<6x1x!quant.uniform<i8:f32, 0.5>> {run.input = "-5,-3,-1,1,3,5"})
      -> tensor<6x1x!quant.uniform<i8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[1]]> : tensor<1x1xi8>} : tensor<1x1x!quant.uniform<i8:f32, 0.25>> loc("r")
    %y = tpu.MatMul(%x, %r) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<6x1x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x!quant.uniform<i8:f32, 0.25>>) -> tensor<6x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<6x1x!quant.uniform<i8:f32, 0.5>>
  }

  // 2049 is a tie and goes to even, 2048; 2045.5 to 2046.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 2x2xf16 = [2048, 2046, 2, 2.5]
  func.func @f16(%x: tensor<2x3xf16> {run.input = "2048,1,-3,1,1,1"})
      -> tensor<2x2xf16> {
    %r = top.Weight {value = dense<[[1.0, 1.0], [1.0, 0.5], [0.0, 1.0]]> : tensor<3x2xf16>} : tensor<3x2xf16> loc("r")
    %b = top.Weight {value = dense<0.0> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.MatMul(%x, %r, %b)
      : (tensor<2x3xf16>, tensor<3x2xf16>, tensor<2xf32>) -> tensor<2x2xf16> loc("y")
    return %y : tensor<2x2xf16>
  }

  // 257 is a tie and goes to even, 256.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 2x2xbf16 = [256, 254, 2, 2.75]
  func.func @bf16(%x: tensor<2x3xbf16> {run.input = "256,1,-3,1,1,1"})
      -> tensor<2x2xbf16> {
    %r = top.Weight {value = dense<[[1.0, 1.0], [1.0, 0.5], [0.0, 1.0]]> : tensor<3x2xbf16>} : tensor<3x2xbf16> loc("r")
    %b = top.Weight {value = dense<[0.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.MatMul(%x, %r, %b)
      : (tensor<2x3xbf16>, tensor<3x2xbf16>, tensor<2xf32>) -> tensor<2x2xbf16> loc("y")
    return %y : tensor<2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // QDM: halves up at 2^31, then away from zero at 2^rshift.
  // CHECK-LABEL: @qdm
  // CHECK-NEXT: y: 2x4xi8 = [21, -14, 22, -9, 16, 6, 15, -15]
  func.func @qdm(%x: tensor<2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73"})
      -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[-50, 40, -44, -2], [-34, -40, -20, 26], [-2, -4, 20, -30]]> : tensor<3x4xi8>} : tensor<3x4x!quant.uniform<i8:f32, 0.25>> loc("r")
    %b = top.Weight {value = dense<[99, -1000, 16, 0]> : tensor<4xi32>} : tensor<4xi32> loc("b")
    %y = tpu.MatMul(%x, %r, %b) {requant = #tpu.requant<QDM, [1518500250], [8], HalfAwayFromZero>}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5>>, tensor<3x4x!quant.uniform<i8:f32, 0.25>>, tensor<4xi32>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<2x4x!quant.uniform<i8:f32, 0.5>>
  }

  // q * 2 / 4: halves away from zero.
  // CHECK-LABEL: @qdm_ties
  // CHECK-NEXT: y: 6x1xi8 = [-3, -2, -1, 1, 2, 3]
  func.func @qdm_ties(%x: tensor<6x1x!quant.uniform<i8:f32, 0.5>> {run.input = "-5,-3,-1,1,3,5"})
      -> tensor<6x1x!quant.uniform<i8:f32, 0.5>> {
    %r = top.Weight {value = dense<[[2]]> : tensor<1x1xi8>} : tensor<1x1x!quant.uniform<i8:f32, 0.25>> loc("r")
    %y = tpu.MatMul(%x, %r) {requant = #tpu.requant<QDM, [1073741824], [1], HalfAwayFromZero>}
      : (tensor<6x1x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x!quant.uniform<i8:f32, 0.25>>) -> tensor<6x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<6x1x!quant.uniform<i8:f32, 0.5>>
  }
}
