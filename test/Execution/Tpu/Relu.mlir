// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// max(q, 0), saturated; floats with an upper limit.

module attributes {tpu.chip = "bm1684x"} {
  // i8.
  // CHECK-LABEL: @signed
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 0, 0, 0, 0, 1, 50, 127]
  func.func @signed(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Relu(%x)
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // Into u8.
  // CHECK-LABEL: @to_unsigned
  // CHECK-NEXT: y: 1x2x2x2xu8 = [0, 0, 0, 0, 0, 1, 50, 127]
  func.func @to_unsigned(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {
    %y = tpu.Relu(%x)
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>
  }

  // u8 into i8: saturated at 127.
  // CHECK-LABEL: @to_signed
  // CHECK-NEXT: y: 1x2x2x2xi8 = [0, 1, 127, 127, 127, 127, 5, 6]
  func.func @to_signed(%x: tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>> {run.input = "0,1,127,128,200,255,5,6"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Relu(%x)
      : (tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }

  // At most 6.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [0, 0, 0, 0.25, 5.5, 6, 6, 6]
  func.func @f16(%x: tensor<1x2x2x2xf16> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Relu(%x) {relu_limit = 6.0 : f64}
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // At most 6.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [0, 0, 0, 0.25, 5.5, 6, 6, 6]
  func.func @bf16(%x: tensor<1x2x2x2xbf16> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Relu(%x) {relu_limit = 6.0 : f64}
      : (tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }

  // At most 6.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x2x2xf32 = [0, 0, 0, 0.25, 5.5, 6, 6, 6]
  func.func @f32(%x: tensor<1x2x2x2xf32> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xf32> {
    %y = tpu.Relu(%x) {relu_limit = 6.0 : f64}
      : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
    return %y : tensor<1x2x2x2xf32>
  }

  // No limit.
  // CHECK-LABEL: @no_limit
  // CHECK-NEXT: y: 1x2x2x2xf16 = [0, 0, 0, 0.25, 5.5, 6, 7, 1000]
  func.func @no_limit(%x: tensor<1x2x2x2xf16> {run.input = "-3,-0.5,0,0.25,5.5,6,7,1000"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Relu(%x)
      : (tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }
}
