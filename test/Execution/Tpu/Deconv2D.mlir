// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Transposed convolution; the filter is [OC, C/group, kernel]. Integers: gaps between the pixels count as the zero point of
// the input, so acc = bias + zp * (sum of w) + sum of w * (q - zp).

module attributes {tpu.chip = "bm1684"} {
  // Stride 2, overlapping; i16 bias.
  // CHECK-LABEL: @only_shift
  // CHECK-NEXT: y: 1x2x4x4xi8 = [-128, -43, 127, 127, -128, -15, -53, -29, 53, -24, -80, 83, -11, 79, 66, -15, 120, -128, -128, -4, -32, -4, -2, -49, -79, 93, -42, -42, -9, -36, 90, -35]
  func.func @only_shift(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29"})
      -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<
        [[[[-50, 40, -44], [-2, -34, -40], [-20, 26, -2]], [[-4, 20, -30], [46, 48, -24], [30, 10, 16]]],
        [[[48, 6, -10], [0, 36, -2], [-14, 0, 40]], [[6, -2, 16], [-40, 30, 26], [48, -4, -30]]]]> : tensor<2x2x3x3xi8>} : tensor<2x2x3x3x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[99, -1000]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>,
       pads = array<i64: 1, 0, 0, 1>, dilations = array<i64: 1, 1>, group = 1 : i64, output_padding = array<i64: 0, 0>,
       requant = #tpu.requant<OnlyShift, [1], [5], HalfUp>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x3x3x!quant.uniform<i8:f32, 0.25>>, tensor<2xi16>) -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // No requantization; zero point 7; stride 3 leaves gaps.
  // CHECK-LABEL: @accumulator
  // CHECK-NEXT: y: 1x2x6x4xi32 = [-629, -389, 4961, -4669, -377, -389, 4319, -175, -389, -389, -389, -389, 4411, -389, -389, -389, -629, -389, -389, -389, -389, -389, -389, -389, -70236, -70476, -66838, -66196, -70632, -70476, -68336, -73258, -70476, -70476, -70476, -70476, -75276, -70476, -70476, -70476, -67356, -70476, -70476, -70476, -70476, -70476, -70476, -70476]
  func.func @accumulator(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5:7>> {run.input = "1,-100,127,7"})
      -> tensor<1x2x6x4xi32> {
    %w = top.Weight {value = dense<[[[[-50, 40], [-44, -2]]], [[[-34, -40], [-20, 26]]]]> : tensor<2x1x2x2xi8>} : tensor<2x1x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[3, -70000]> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 3>,
       pads = array<i64: 0, 1, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, output_padding = array<i64: 1, 0>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5:7>>, tensor<2x1x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x6x4xi32> loc("y")
    return %y : tensor<1x2x6x4xi32>
  }

  // Two groups, rounded once.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x3x3xf16 = [-299, -699, -199, -799, -99, 501, 301, 1001, 301, 250.25, -149.75, -700, 1450, 3050, 1700, 1800, 5800, 4400]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "iota(-300,200)"})
      -> tensor<1x2x3x3xf16> {
    %w = top.Weight {value = dense<[[[[1.0, 2.0], [3.0, 1.0]]], [[[0.5, -1.0], [2.0, 4.0]]]]> : tensor<2x1x2x2xf16>} : tensor<2x1x2x2xf16> loc("w")
    %b = top.Weight {value = dense<[1.0, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64, output_padding = array<i64: 0, 0>}
      : (tensor<1x2x2x2xf16>, tensor<2x1x2x2xf16>, tensor<2xf32>) -> tensor<1x2x3x3xf16> loc("y")
    return %y : tensor<1x2x3x3xf16>
  }

  // Rank 3, f32; at least 0.
  // CHECK-LABEL: @one_dimension
  // CHECK-NEXT: y: 1x1x7xf32 = [0, 0, 0, 3, 0, 6.5, 0.5]
  func.func @one_dimension(%x: tensor<1x2x3xf32> {run.input = "iota(-2,1)"})
      -> tensor<1x1x7xf32> {
    %w = top.Weight {value = dense<[[[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]]]> : tensor<1x2x3xf32>} : tensor<1x2x3xf32> loc("w")
    %b = top.Weight {value = dense<[0.5]> : tensor<1xf32>} : tensor<1xf32> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 3>, strides = array<i64: 2>,
       pads = array<i64: 1, 0>, dilations = array<i64: 1>, group = 1 : i64, output_padding = array<i64: 1>, do_relu = true}
      : (tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1xf32>) -> tensor<1x1x7xf32> loc("y")
    return %y : tensor<1x1x7xf32>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // QDM per channel, one group per channel, dilated.
  // CHECK-LABEL: @qdm
  // CHECK-NEXT: y: 1x2x4x4xi8 = [127, -128, 116, -92, 1, 1, 1, 1, 103, 127, 127, -80, 1, 1, 1, 1, 100, 119, -65, -76, -3, -3, -3, -3, 26, -119, -64, 16, -3, -3, -3, -3]
  func.func @qdm(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29"})
      -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[-50, 40], [-44, -2]]], [[[-34, -40], [-20, 26]]]]> : tensor<2x1x2x2xi8>} : tensor<2x1x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[9, -100]> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>,
       pads = array<i64: 0, 0, 1, 0>, dilations = array<i64: 2, 1>, group = 2 : i64, output_padding = array<i64: 0, 0>,
       requant = #tpu.requant<QDM, [1073741824, 1717986918], [3, 5], HalfAwayFromZero>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x1x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5>>
  }

  // Rounded once to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x1x3x3xbf16 = [-29, -49, 21, -39, 176, 196, 151, 346, 136]
  func.func @bf16(%x: tensor<1x1x2x2xbf16> {run.input = "iota(-30,40)"})
      -> tensor<1x1x3x3xbf16> {
    %w = top.Weight {value = dense<[[[[1.0, 2.0], [3.0, 1.5]]]]> : tensor<1x1x2x2xbf16>} : tensor<1x1x2x2xbf16> loc("w")
    %b = top.Weight {value = dense<[1.0]> : tensor<1xf32>} : tensor<1xf32> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, output_padding = array<i64: 0, 0>}
      : (tensor<1x1x2x2xbf16>, tensor<1x1x2x2xbf16>, tensor<1xf32>) -> tensor<1x1x3x3xbf16> loc("y")
    return %y : tensor<1x1x3x3xbf16>
  }
}

// -----

module attributes {tpu.chip = "bm1684"} {
  // Quirk Q16: an unsigned result ends at 127. 200 * 1, 100 * 1, 3 * 1, less 5.
  // CHECK-LABEL: @unsigned
  // CHECK-NEXT: y: 1x1x1x3xu8 = [127, 95, 0]
  func.func @unsigned(%x: tensor<1x1x1x3x!quant.uniform<u8:f32, 0.5>> {run.input = "200,100,3"})
      -> tensor<1x1x1x3x!quant.uniform<u8:f32, 0.5>> {
    %w = top.Weight {value = dense<1> : tensor<1x1x1x1xi8>} : tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<-5> : tensor<1xi16>} : tensor<1xi16> loc("b")
    %y = tpu.Deconv2D(%x, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, output_padding = array<i64: 0, 0>,
       do_relu = true, requant = #tpu.requant<OnlyShift, [1], [0], HalfUp>}
      : (tensor<1x1x1x3x!quant.uniform<u8:f32, 0.5>>, tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>>, tensor<1xi16>) -> tensor<1x1x1x3x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x1x3x!quant.uniform<u8:f32, 0.5>>
  }
}
