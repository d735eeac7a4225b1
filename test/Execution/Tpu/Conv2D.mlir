// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Integers: acc = bias + sum of w * q over the window, padding counting as the zero point of the input; then requant, then
// the zero point of the result, relu (at that zero point), saturation. Floats: f32, rounded once.

module attributes {tpu.chip = "bm1684"} {
  // OnlyShift: (3 * q + 1) / 2, floor(v + 1/2), saturated at both ends.
  // CHECK-LABEL: @ties
  // CHECK-NEXT: y: 1x1x1x8xi8 = [-128, -4, -2, -1, 1, 2, 4, 127]
  func.func @ties(%x: tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-3,-2,-1,0,1,2,127"})
      -> tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[3]]]]> : tensor<1x1x1x1xi8>} : tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[1]> : tensor<1xi16>} : tensor<1xi16> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<OnlyShift, [1], [1], HalfUp>}
      : (tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>>, tensor<1xi16>) -> tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>>
  }

  // An unsigned input; do_relu and 0 .. 255; stride 2, another padding on every side.
  // CHECK-LABEL: @relu_u8
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 0, 0, 0, 252, 81, 255, 255]
  func.func @relu_u8(%x: tensor<1x2x3x3x!quant.uniform<u8:f32, 0.5>> {run.input = "0,37,74,111,148,185,222,3,40,77,114,151,188,225,6,43,80,117"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[-30, -1], [-7, 13]], [[-2, 9], [-15, -13]]], [[[15, 8], [27, 11]], [[21, -4], [-3, 24]]]]> : tensor<2x2x2x2xi8>} : tensor<2x2x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[100, -900]> : tensor<2xi16>} : tensor<2xi16> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>,
       pads = array<i64: 1, 0, 0, 1>, dilations = array<i64: 1, 1>, group = 1 : i64, do_relu = true,
       requant = #tpu.requant<OnlyShift, [1], [3], HalfUp>}
      : (tensor<1x2x3x3x!quant.uniform<u8:f32, 0.5>>, tensor<2x2x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<2xi16>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // Rank 3.
  // CHECK-LABEL: @one_dimension
  // CHECK-NEXT: y: 1x1x3xi8 = [-128, -128, -128]
  func.func @one_dimension(%x: tensor<1x2x5x!quant.uniform<i8:f32, 0.5>> {run.input = "-100,-10,-94,48,16,10,30,76,-52,46"})
      -> tensor<1x1x3x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[-49, 41, -41], [2, -28, -32]]]> : tensor<1x2x3xi8>} : tensor<1x2x3x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[40]> : tensor<1xi16>} : tensor<1xi16> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 3>, strides = array<i64: 2>,
       pads = array<i64: 1, 1>, dilations = array<i64: 1>, group = 1 : i64,
       requant = #tpu.requant<OnlyShift, [1], [4], HalfUp>}
      : (tensor<1x2x5x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x3x!quant.uniform<i8:f32, 0.25>>, tensor<1xi16>) -> tensor<1x1x3x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x3x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // A multiplier and a shift per channel; the third one is huge.
  // CHECK-LABEL: @per_channel
  // CHECK-NEXT: y: 1x3x2x2xi8 = [127, 127, -128, 127, -128, -128, -128, -128, -42, -128, -128, 127]
  func.func @per_channel(%x: tensor<1x2x3x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2,119,11,-71,-127,98,94"})
      -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<
        [[[[-50, 40], [-44, -2]], [[-34, -40], [-20, 26]]], [[[-2, -4], [20, -30]], [[46, 48], [-24, 30]]],
        [[[10, 16], [48, 6]], [[-10, 0], [36, -2]]]]> : tensor<3x2x2x2xi8>} : tensor<3x2x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[1000, -70000, 0]> : tensor<3xi32>} : tensor<3xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<MultiplierShift, [5, 77, 1717986918], [7, 12, 35], HalfUp>}
      : (tensor<1x2x3x3x!quant.uniform<i8:f32, 0.5>>, tensor<3x2x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<3xi32>) -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Padding counts as -20; relu at 10, the zero point of the result.
  // CHECK-LABEL: @zero_points
  // CHECK-NEXT: y: 1x2x2x2xi8 = [10, 10, 127, 127, 10, 10, 10, 28]
  func.func @zero_points(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5:-20>> {run.input = "-128,-20,0,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> {
    %w = top.Weight {value = dense<[[[[-20, -10, -14], [8, 16, 10], [-10, -4, -12]]], [[[6, 10, 0], [16, 18, 6], [-20, -20, 6]]]]> : tensor<2x1x3x3xi8>} : tensor<2x1x3x3x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[200, -333]> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>,
       pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64, do_relu = true,
       requant = #tpu.requant<MultiplierShift, [3, 3], [6, 8], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5:-20>>, tensor<2x1x3x3x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5:10>>
  }

  // u8 weights above 127.
  // CHECK-LABEL: @unsigned_filter
  // CHECK-NEXT: y: 1x1x2x2xu8 = [61, 36, 111, 174]
  func.func @unsigned_filter(%x: tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:100>> {run.input = "0,100,200,255"})
      -> tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:128>> {
    %w = top.Weight {value = dense<[[[[255, 128], [0, 1]]]]> : tensor<1x1x2x2xui8>} : tensor<1x1x2x2x!quant.uniform<u8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[-60000]> : tensor<1xi32>} : tensor<1xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 1, 1, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<MultiplierShift, [1], [9], HalfUp>}
      : (tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:100>>, tensor<1x1x2x2x!quant.uniform<u8:f32, 0.25>>, tensor<1xi32>) -> tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:128>> loc("y")
    return %y : tensor<1x1x2x2x!quant.uniform<u8:f32, 0.5:128>>
  }

  // Two groups, dilations 2 and 1, batch of two, without bias.
  // CHECK-LABEL: @groups_dilations
  // CHECK-NEXT: y: 2x4x1x2xi8 = [80, -68, 50, -14, 13, -63, -26, 28, -41, -13, 109, 71, 38, 32, 6, 16]
  func.func @groups_dilations(%x: tensor<2x4x3x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2,119,11,-71,-127,98,94,116,-91,-17,83,-46,106,29,-22,-47,-46,-19,34,113,-37,94,-4,-76,-122,113,119,-104,-46,38,-107,29,-64,124,83,68,79,116,-76,13,-127,14,-74,119,83,73,89,-124,-56,38,-97,49,-34,-91,-122,-127,-106,-59,14,113,-17"})
      -> tensor<2x4x1x2x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<
        [[[[-50, 40], [-44, -2]], [[-34, -40], [-20, 26]]], [[[-2, -4], [20, -30]], [[46, 48], [-24, 30]]],
        [[[10, 16], [48, 6]], [[-10, 0], [36, -2]]], [[[-14, 0], [40, 6]], [[-2, 16], [-40, 30]]]]> : tensor<4x2x2x2xi8>} : tensor<4x2x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %y = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 2>,
       pads = array<i64: 0, 0, 0, 1>, dilations = array<i64: 2, 1>, group = 2 : i64,
       requant = #tpu.requant<MultiplierShift, [9], [10], HalfUp>}
      : (tensor<2x4x3x3x!quant.uniform<i8:f32, 0.5>>, tensor<4x2x2x2x!quant.uniform<i8:f32, 0.25>>) -> tensor<2x4x1x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<2x4x1x2x!quant.uniform<i8:f32, 0.5>>
  }

  // A filter per channel, negative left and large right shifts.
  // CHECK-LABEL: @depthwise
  // CHECK-NEXT: y: 1x3x2x2xi8 = [127, 127, 127, 127, 2, 4, -24, -2, 9, 11, -52, -12]
  func.func @depthwise(%x: tensor<1x3x2x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2,119,11,-71,-127,98,94"})
      -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[-50, 40], [-44, -2]]], [[[-34, -40], [-20, 26]]], [[[-2, -4], [20, -30]]]]> : tensor<3x1x2x2xi8>} : tensor<3x1x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[3, 500, -900]> : tensor<3xi32>} : tensor<3xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 3 : i64,
       requant = #tpu.requant<MultiplierShift, [1, 1, 127], [-1, 8, 14], HalfUp>}
      : (tensor<1x3x2x3x!quant.uniform<i8:f32, 0.5>>, tensor<3x1x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<3xi32>) -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // A sum of 1100 * 127 * 127 = 17741900, more than 2^24: 17741900 / 2^18 = 67.7.
  // CHECK-LABEL: @long_sum
  // CHECK-NEXT: y: 1x2x1x1xi8 = [68, 17]
  func.func @long_sum(%x: tensor<1x1100x1x1x!quant.uniform<i8:f32, 0.5>> {run.input = "127"})
      -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<127> : tensor<2x1100x1x1xi8>} : tensor<2x1100x1x1x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<0> : tensor<2xi32>} : tensor<2xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<MultiplierShift, [1, 1], [18, 20], HalfUp>}
      : (tensor<1x1100x1x1x!quant.uniform<i8:f32, 0.5>>, tensor<2x1100x1x1x!quant.uniform<i8:f32, 0.25>>, tensor<2xi32>) -> tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // QDM: round(acc * multiplier / 2^31) halves up, then / 2^rshift halves away from zero; a channel without multiplier is 0.
  // CHECK-LABEL: @qdm
  // CHECK-NEXT: y: 1x3x2x2xi8 = [100, 127, -51, 127, -21, -59, 17, -32, 0, 0, 0, 0]
  func.func @qdm(%x: tensor<1x2x3x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-127,-37,79,-34,-121,73,38,29,46,89,-97,-2,119,11,-71,-127,98,94"})
      -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<
        [[[[-50, 40], [-44, -2]], [[-34, -40], [-20, 26]]], [[[-2, -4], [20, -30]], [[46, 48], [-24, 30]]],
        [[[10, 16], [48, 6]], [[-10, 0], [36, -2]]]]> : tensor<3x2x2x2xi8>} : tensor<3x2x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[1000, -7000, 55]> : tensor<3xi32>} : tensor<3xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<QDM, [1073741824, 1717986918, 0], [5, 8, 0], HalfAwayFromZero>}
      : (tensor<1x2x3x3x!quant.uniform<i8:f32, 0.5>>, tensor<3x2x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<3xi32>) -> tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x3x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // acc = 2 * q + 1 halves twice: (acc / 2 halves up) / 2 halves away from zero.
  // CHECK-LABEL: @qdm_ties
  // CHECK-NEXT: y: 1x1x1x8xi8 = [-64, -3, -2, -1, 1, 2, 3, 64]
  func.func @qdm_ties(%x: tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-6,-4,-2,0,2,4,127"})
      -> tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[2]]]]> : tensor<1x1x1x1xi8>} : tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[1]> : tensor<1xi32>} : tensor<1xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       requant = #tpu.requant<QDM, [1073741824], [1], HalfAwayFromZero>}
      : (tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>>, tensor<1xi32>) -> tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x1x8x!quant.uniform<i8:f32, 0.5>>
  }

  // One zero between rows, two between columns: 3x4 pixels.
  // CHECK-LABEL: @inserts
  // CHECK-NEXT: y: 1x1x4x5xi8 = [3, 5, 0, -5, -10, -8, 10, 0, 15, -20, 8, 15, 0, 32, 64, -23, 30, 0, -95, 127]
  func.func @inserts(%x: tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "10,-20,30,127"})
      -> tensor<1x1x4x5x!quant.uniform<i8:f32, 0.5>> {
    %w = top.Weight {value = dense<[[[[4, -3], [2, 1]]]]> : tensor<1x1x2x2xi8>} : tensor<1x1x2x2x!quant.uniform<i8:f32, 0.25>> loc("w")
    %b = top.Weight {value = dense<[0]> : tensor<1xi32>} : tensor<1xi32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64, inserts = array<i64: 1, 2>,
       requant = #tpu.requant<QDM, [1073741824], [1], HalfAwayFromZero>}
      : (tensor<1x1x2x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x1x2x2x!quant.uniform<i8:f32, 0.25>>, tensor<1xi32>) -> tensor<1x1x4x5x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x1x4x5x!quant.uniform<i8:f32, 0.5>>
  }

  // Products and sums in f32, rounded once to 8 bits: 257 to 256.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [-18.5, 37.5, 150, 206, 58.25, 102, 190, 234]
  func.func @bf16(%x: tensor<1x1x3x3xbf16> {run.input = "iota(-20,8)"})
      -> tensor<1x2x2x2xbf16> {
    %w = top.Weight {value = dense<[[[[1.0, 2.0], [3.0, 1.0]]], [[[0.5, -1.0], [2.0, 4.0]]]]> : tensor<2x1x2x2xbf16>} : tensor<2x1x2x2xbf16> loc("w")
    %b = top.Weight {value = dense<[1.5, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
      : (tensor<1x1x3x3xbf16>, tensor<2x1x2x2xbf16>, tensor<2xf32>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}

// -----

module attributes {tpu.chip = "bm1684x"} {
  // Rounded once to 11 bits; at least 0, at most 3000; an f32 bias.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [100, 800, 2200, 2900, 1000, 1550, 2650, 3000]
  func.func @f16(%x: tensor<1x1x3x3xf16> {run.input = "iota(-200,100)"})
      -> tensor<1x2x2x2xf16> {
    %w = top.Weight {value = dense<[[[[1.0, 2.0], [3.0, 1.0]]], [[[0.5, -1.0], [2.0, 4.0]]]]> : tensor<2x1x2x2xf16>} : tensor<2x1x2x2xf16> loc("w")
    %b = top.Weight {value = dense<[0.03125, 0.25]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, do_relu = true, relu_limit = 3000.0 : f64}
      : (tensor<1x1x3x3xf16>, tensor<2x1x2x2xf16>, tensor<2xf32>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // Two groups.
  // CHECK-LABEL: @bf16_nearest
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [-390, -278, -168, -56.5, 10, 28.5, 47, 65.5]
  func.func @bf16_nearest(%x: tensor<1x2x2x2xbf16> {run.input = "iota(-130,37)"})
      -> tensor<1x2x2x2xbf16> {
    %w = top.Weight {value = dense<[[[[3.0]]], [[[0.5]]]]> : tensor<2x1x1x1xbf16>} : tensor<2x1x1x1xbf16> loc("w")
    %b = top.Weight {value = dense<[0.5, 1.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
    %y = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>,
       pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64}
      : (tensor<1x2x2x2xbf16>, tensor<2x1x1x1xbf16>, tensor<2xf32>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }

  // f32, dilated.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x1x2x2xf32 = [-4.5, -0.375, 1.875, -1.5]
  func.func @f32(%x: tensor<1x1x2x3xf32> {run.input = "iota(-2,0.5)"})
      -> tensor<1x1x2x2xf32> {
    %w = top.Weight {value = dense<[[[[1.0, -2.0], [0.25, 4.0]]]]> : tensor<1x1x2x2xf32>} : tensor<1x1x2x2xf32> loc("w")
    %y = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 1, 1>,
       pads = array<i64: 1, 0, 0, 1>, dilations = array<i64: 1, 2>, group = 1 : i64}
      : (tensor<1x1x2x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> loc("y")
    return %y : tensor<1x1x2x2xf32>
  }
}
