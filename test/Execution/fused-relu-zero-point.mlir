// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A relu fused into an integer op cuts at the zero point, where the real 0 is stored: -20 here, then 7.

!q = !quant.uniform<i8:f32, 0.5:-20>
!u = !quant.uniform<u8:f32, 0.5:7>
module attributes {tpu.chip = "bm1684x"} {
  // CHECK-LABEL: @maxpool
  // CHECK-NEXT: y: 1x1x1x3xi8 = [-20, -20, 5]
  func.func @maxpool(%x: tensor<1x1x1x4x!q> {run.input = "-100,-90,-20,5"}) -> tensor<1x1x1x3x!q> {
    %y = tpu.MaxPool(%x) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true}
      : (tensor<1x1x1x4x!q>) -> tensor<1x1x1x3x!q> loc("y")
    return %y : tensor<1x1x1x3x!q>
  }

  // (-100 - 90) / 2 = -95 and (-20 + 10) / 2 = -5, as stored.
  // CHECK-LABEL: @avgpool
  // CHECK-NEXT: y: 1x2x1x1xi8 = [-20, -5]
  func.func @avgpool(%x: tensor<1x2x1x2x!q> {run.input = "-100,-90,-20,10"}) -> tensor<1x2x1x1x!q> {
    %y = tpu.AvgPool(%x) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
       do_relu = true, scale = 0.5 : f64, offset = 0.0 : f64}
      : (tensor<1x2x1x2x!q>) -> tensor<1x2x1x1x!q> loc("y")
    return %y : tensor<1x2x1x1x!q>
  }

  // CHECK-LABEL: @concat
  // CHECK-NEXT: y: 1x4xi8 = [-20, -19, 3, -20]
  func.func @concat(%a: tensor<1x2x!q> {run.input = "-21,-19"}, %b: tensor<1x2x!q> {run.input = "3,-128"}) -> tensor<1x4x!q> {
    %y = tpu.Concat(%a, %b) {axis = 1 : i64, do_relu = true} : (tensor<1x2x!q>, tensor<1x2x!q>) -> tensor<1x4x!q> loc("y")
    return %y : tensor<1x4x!q>
  }

  // CHECK-LABEL: @max
  // CHECK-NEXT: y: 1x2xi8 = [-20, 3]
  func.func @max(%a: tensor<1x2x!q> {run.input = "-30,-19"}, %b: tensor<1x2x!q> {run.input = "-40,3"}) -> tensor<1x2x!q> {
    %y = tpu.Max(%a, %b) {do_relu = true} : (tensor<1x2x!q>, tensor<1x2x!q>) -> tensor<1x2x!q> loc("y")
    return %y : tensor<1x2x!q>
  }

  // CHECK-LABEL: @min
  // CHECK-NEXT: y: 1x2xu8 = [7, 9]
  func.func @min(%a: tensor<1x2x!u> {run.input = "3,9"}, %b: tensor<1x2x!u> {run.input = "200,255"}) -> tensor<1x2x!u> {
    %y = tpu.Min(%a, %b) {do_relu = true} : (tensor<1x2x!u>, tensor<1x2x!u>) -> tensor<1x2x!u> loc("y")
    return %y : tensor<1x2x!u>
  }

  // Half of the distance from the zero point.
  // CHECK-LABEL: @mulconst
  // CHECK-NEXT: y: 1x3xi8 = [-20, -20, -5]
  func.func @mulconst(%x: tensor<1x3x!q> {run.input = "-128,-20,10"}) -> tensor<1x3x!q> {
    %y = tpu.MulConst(%x) {const_val = 1.0 : f64, do_relu = true, requant = #tpu.requant<MultiplierShift, [1], [1], HalfUp>}
      : (tensor<1x3x!q>) -> tensor<1x3x!q> loc("y")
    return %y : tensor<1x3x!q>
  }
}
