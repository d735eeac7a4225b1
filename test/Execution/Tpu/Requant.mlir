// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// (q - zp_in) * multiplier >> rshift, rounded, + zp_out, saturated.

module attributes {tpu.chip = "bm1684x"} {
  // v = q / 2: floor(v + 1/2).
  // CHECK-LABEL: @round_half_up
  // CHECK-NEXT: y: 8xi8 = [-64, -2, -1, 0, 1, 2, 3, 64]
  func.func @round_half_up(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: ceil(v - 1/2).
  // CHECK-LABEL: @round_half_down
  // CHECK-NEXT: y: 8xi8 = [-64, -3, -2, -1, 0, 1, 2, 63]
  func.func @round_half_down(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfDown>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: halves to even.
  // CHECK-LABEL: @round_to_even
  // CHECK-NEXT: y: 8xi8 = [-64, -2, -2, 0, 0, 2, 2, 64]
  func.func @round_to_even(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfToEven>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: halves away from zero.
  // CHECK-LABEL: @round_away
  // CHECK-NEXT: y: 8xi8 = [-64, -3, -2, -1, 1, 2, 3, 64]
  func.func @round_away(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], HalfAwayFromZero>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: floor(v).
  // CHECK-LABEL: @round_down
  // CHECK-NEXT: y: 8xi8 = [-64, -3, -2, -1, 0, 1, 2, 63]
  func.func @round_down(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], Down>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: ceil(v).
  // CHECK-LABEL: @round_up
  // CHECK-NEXT: y: 8xi8 = [-64, -2, -1, 0, 1, 2, 3, 64]
  func.func @round_up(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], Up>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // v = q / 2: the fraction goes.
  // CHECK-LABEL: @round_towards_zero
  // CHECK-NEXT: y: 8xi8 = [-64, -2, -1, 0, 0, 1, 2, 63]
  func.func @round_towards_zero(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1], [1], TowardsZero>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // (q + 3) * 3 / 4 + 100, halves away from zero, 0 .. 255.
  // CHECK-LABEL: @zero_points
  // CHECK-NEXT: y: 8xu8 = [6, 98, 100, 102, 103, 105, 106, 198]
  func.func @zero_points(%x: tensor<8x!quant.uniform<i8:f32, 0.5:-3>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<u8:f32, 0.25:100>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [3], [2], HalfAwayFromZero>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<8x!quant.uniform<u8:f32, 0.25:100>> loc("y")
    return %y : tensor<8x!quant.uniform<u8:f32, 0.25:100>>
  }

  // A negative shift: q * 12, saturated at both ends.
  // CHECK-LABEL: @left_shift
  // CHECK-NEXT: y: 8xi8 = [-128, -60, -36, -12, 12, 36, 60, 127]
  func.func @left_shift(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [3], [-2], HalfUp>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // Nearly one: q * (2^31 - 1) / 2^31.
  // CHECK-LABEL: @large_multiplier
  // CHECK-NEXT: y: 8xi8 = [-128, -5, -3, -1, 1, 3, 5, 127]
  func.func @large_multiplier(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.25>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [2147483647], [31], HalfUp>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.25>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.25>>
  }

  // An i32 accumulator: v / 1024 for channel 0, v * 3 / 8192 for channel 1, + 1; halves away from zero.
  // CHECK-LABEL: @accumulator
  // CHECK-NEXT: y: 1x2x1x4xi8 = [-97, -1, 0, 1, 1, 2, 16, 127]
  func.func @accumulator(%x: tensor<1x2x1x4xi32> {run.input = "-1e+05,-1537,-512,0,512,1536,40000,16777216"})
      -> tensor<1x2x1x4x!quant.uniform<i8:f32, 0.5:1>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShift, [1, 3], [10, 13], HalfAwayFromZero>}
      : (tensor<1x2x1x4xi32>) -> tensor<1x2x1x4x!quant.uniform<i8:f32, 0.5:1>> loc("y")
    return %y : tensor<1x2x1x4x!quant.uniform<i8:f32, 0.5:1>>
  }
}

// -----

module attributes {tpu.chip = "cv183x"} {
  // q / 4
  // CHECK-LABEL: @only_shift
  // CHECK-NEXT: y: 8xi8 = [-32, -1, -1, 0, 0, 1, 1, 32]
  func.func @only_shift(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 1.0>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<OnlyShift, [1], [2], HalfUp>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 1.0>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 1.0>>
  }

  // q * 77 / 64, floor(v + 1/2), saturated.
  // CHECK-LABEL: @float_multiplier
  // CHECK-NEXT: y: 8xi8 = [-128, -6, -4, -1, 1, 4, 6, 127]
  func.func @float_multiplier(%x: tensor<8x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-5,-3,-1,1,3,5,127"})
      -> tensor<8x!quant.uniform<i8:f32, 0.3>> {
    %y = tpu.Requant(%x) {requant = #tpu.requant<MultiplierShiftFloat, [77], [6], HalfUp>}
      : (tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<8x!quant.uniform<i8:f32, 0.3>> loc("y")
    return %y : tensor<8x!quant.uniform<i8:f32, 0.3>>
  }
}
