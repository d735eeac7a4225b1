// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// As Conv2D with three spatial dimensions.

module attributes {tpu.chip = "bm1684"} {
  // One shift, i16 bias added twice (quirk Q7), padding and stride in depth.
  // CHECK-LABEL: @only_shift
  // CHECK-NEXT: y: 1x2x2x1x2xi8 = [44, -51, -90, -128, -128, -128, 127, 23]
  func.func @only_shift(%x: tensor<1x2x3x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2,119,11,-71,-127,98,94,116,-91,-17,83,-46,106"})
      -> tensor<1x2x2x1x2x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<
        [[[[[-50], [40]], [[-44], [-2]]], [[[-34], [-40]], [[-20], [26]]]], [[[[-2], [-4]], [[20], [-30]]],
        [[[46], [48]], [[-24], [30]]]]]> : tensor<2x2x2x2x1xi8>} : tensor<2x2x2x2x1x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[99, -1000]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Conv3D(%x, %w, %b) {kernel_shape = array<i64: 2, 2, 1>, strides = array<i64: 2, 1, 1>,
       pads = array<i64: 1, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 1, 1>, group = 1 : i64,
       requant = #tpu.requant<OnlyShift, [1], [5], HalfUp>}
      : (tensor<1x2x3x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x2x2x1x!quant.uniform<i8:f32, 0.25>>, tensor<2xi16>) -> tensor<1x2x2x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x1x2x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // No requantization: the accumulator itself. Padding counts as 7.
  // CHECK-LABEL: @accumulator
  // CHECK-NEXT: y: 1x2x3x1x2xi32 = [2945, 1451, 2653, 455, 4007, -7741, -80646, -70452, -69102, -67636, -61504, -65116]
  func.func @accumulator(%x: tensor<1x1x3x2x2x!quant.uniform<i8:f32, 0.5:7>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2"})
      -> tensor<1x2x3x1x2xi32> {
    %w = top.Weight {value = dense<[[[[[-50, 40], [-44, -2]], [[-34, -40], [-20, 26]]]], [[[[-2, -4], [20, -30]], [[46, 48], [-24, 30]]]]]> : tensor<2x1x2x2x2xi8>} : tensor<2x1x2x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[3, -70000]> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.Conv3D(%x, %w, %b) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>,
       pads = array<i64: 1, 0, 0, 0, 0, 1>, dilations = array<i64: 1, 1, 1>, group = 1 : i64}
      : (tensor<1x1x3x2x2x!quant.uniform<i8:f32, 0.5:7>>, tensor<2x1x2x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x3x1x2xi32> loc("y")
    return %y : tensor<1x2x3x1x2xi32>
  }

  // Rounded once to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x1x1x1x2xf16 = [1251, 401]
  func.func @f16(%x: tensor<1x1x2x2x2xf16> {run.input = "iota(100,100)"})
      -> tensor<1x1x1x1x2xf16> {
    %w = top.Weight {value = dense<[[[[[1.0, 0.0], [0.5, 0.0]], [[0.0, 1.0], [0.0, 0.5]]]]]> : tensor<1x1x2x2x2xf16>} : tensor<1x1x2x2x2xf16> loc("w")
    %b = top.Weight {value = dense<[1.0]> : tensor<1xf32>} : tensor<1xf32> loc("b")
    %y = tpu.Conv3D(%x, %w, %b) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>,
       pads = array<i64: 0, 0, 0, 0, 0, 1>, dilations = array<i64: 1, 1, 1>, group = 1 : i64}
      : (tensor<1x1x2x2x2xf16>, tensor<1x1x2x2x2xf16>, tensor<1xf32>) -> tensor<1x1x1x1x2xf16> loc("y")
    return %y : tensor<1x1x1x1x2xf16>
  }

  // Dilated in depth, two groups, f32.
  // CHECK-LABEL: @dilated
  // CHECK-NEXT: y: 1x2x1x1x1xf32 = [13.5, 23]
  func.func @dilated(%x: tensor<1x2x3x1x2xf32> {run.input = "iota(-2,1)"})
      -> tensor<1x2x1x1x1xf32> {
    %w = top.Weight {value = dense<[[[[[1.0, -2.0]], [[0.5, 4.0]]]], [[[[3.0, 1.0]], [[2.0, -1.0]]]]]> : tensor<2x1x2x1x2xf32>} : tensor<2x1x2x1x2xf32> loc("w")
    %b = top.Weight {value = dense<[0.5, -1.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Conv3D(%x, %w, %b) {kernel_shape = array<i64: 2, 1, 2>, strides = array<i64: 1, 1, 1>,
       pads = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 2, 1, 1>, group = 2 : i64}
      : (tensor<1x2x3x1x2xf32>, tensor<2x1x2x1x2xf32>, tensor<2xf32>) -> tensor<1x2x1x1x1xf32> loc("y")
    return %y : tensor<1x2x1x1x1xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // Rounded once to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x1x1x2xbf16 = [192, 58.5]
  func.func @bf16(%x: tensor<1x1x2x2x2xbf16> {run.input = "iota(10,17)"})
      -> tensor<1x1x1x1x2xbf16> {
    %w = top.Weight {value = dense<[[[[[1.0, 0.0], [0.5, 0.0]], [[0.0, 1.0], [0.0, 0.5]]]]]> : tensor<1x1x2x2x2xbf16>} : tensor<1x1x2x2x2xbf16> loc("w")
    %b = top.Weight {value = dense<[1.0]> : tensor<1xf32>} : tensor<1xf32> loc("b")
    %y = tpu.Conv3D(%x, %w, %b) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>,
       pads = array<i64: 0, 0, 0, 0, 0, 1>, dilations = array<i64: 1, 1, 1>, group = 1 : i64}
      : (tensor<1x1x2x2x2xbf16>, tensor<1x1x2x2x2xbf16>, tensor<1xf32>) -> tensor<1x1x1x1x2xbf16> loc("y")
    return %y : tensor<1x1x1x1x2xbf16>
  }
}
