// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Element-wise functions in f32, rounded once to the result type; on integers only Abs.

module attributes {tpu.chip = "bm1684x"} {
  // All functions of any number: HardSigmoid with 1/4 and 1/2, Elu with 1/2, MulConst with -1/2.
  // CHECK-LABEL: @functions
  // CHECK-NEXT: sigmoid: 6xf32 = [0.1192, 0.26894, 0.37754, 0.5, 0.62246, 0.92414]
  // CHECK-NEXT: tanh: 6xf32 = [-0.96403, -0.76159, -0.46212, 0, 0.46212, 0.98661]
  // CHECK-NEXT: silu: 6xf32 = [-0.23841, -0.26894, -0.18877, 0, 0.31123, 2.3104]
  // CHECK-NEXT: hardsigmoid: 6xf32 = [0, 0.25, 0.375, 0.5, 0.625, 1]
  // CHECK-NEXT: hardswish: 6xf32 = [-0.33333, -0.33333, -0.20833, 0, 0.29167, 2.2917]
  // CHECK-NEXT: gelu: 6xf32 = [-0.0455, -0.15866, -0.15427, 0, 0.34573, 2.4845]
  // CHECK-NEXT: gelutanh: 6xf32 = [-0.045402, -0.15881, -0.15429, 0, 0.34571, 2.4849]
  // CHECK-NEXT: mish: 6xf32 = [-0.2525, -0.3034, -0.22074, 0, 0.37525, 2.4714]
  // CHECK-NEXT: softplus: 6xf32 = [0.12693, 0.31326, 0.47408, 0.69315, 0.97408, 2.5789]
  // CHECK-NEXT: softsign: 6xf32 = [-0.66667, -0.5, -0.33333, 0, 0.33333, 0.71429]
  // CHECK-NEXT: elu: 6xf32 = [-0.43233, -0.31606, -0.19673, 0, 0.5, 2.5]
  // CHECK-NEXT: exp: 6xf32 = [0.13534, 0.36788, 0.60653, 1, 1.6487, 12.182]
  // CHECK-NEXT: abs: 6xf32 = [2, 1, 0.5, 0, 0.5, 2.5]
  // CHECK-NEXT: floor: 6xf32 = [-2, -1, -1, 0, 0, 2]
  // CHECK-NEXT: ceil: 6xf32 = [-2, -1, 0, 0, 1, 3]
  // CHECK-NEXT: round: 6xf32 = [-2, -1, -1, 0, 1, 3]
  // CHECK-NEXT: erf: 6xf32 = [-0.99532, -0.8427, -0.5205, 0, 0.5205, 0.99959]
  // CHECK-NEXT: sin: 6xf32 = [-0.9093, -0.84147, -0.47943, 0, 0.47943, 0.59847]
  // CHECK-NEXT: cos: 6xf32 = [-0.41615, 0.5403, 0.87758, 1, 0.87758, -0.80114]
  // CHECK-NEXT: sign: 6xf32 = [-1, -1, -1, 0, 1, 1]
  // CHECK-NEXT: mulconst: 6xf32 = [1, 0.5, 0.25, 0, -0.25, -1.25]
  func.func @functions(%x: tensor<6xf32> {run.input = "-2,-1,-0.5,0,0.5,2.5"})
      -> (tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>) {
    %sigmoid = tpu.Active(%x) {function = #tpu<function Sigmoid>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("sigmoid")
    %tanh = tpu.Active(%x) {function = #tpu<function Tanh>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("tanh")
    %silu = tpu.Active(%x) {function = #tpu<function SiLU>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("silu")
    %hardsigmoid = tpu.Active(%x) {function = #tpu<function HardSigmoid>, coeffs = array<f64: 0.25, 0.5>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("hardsigmoid")
    %hardswish = tpu.Active(%x) {function = #tpu<function HardSwish>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("hardswish")
    %gelu = tpu.Active(%x) {function = #tpu<function GELU>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("gelu")
    %gelutanh = tpu.Active(%x) {function = #tpu<function GELUTanh>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("gelutanh")
    %mish = tpu.Active(%x) {function = #tpu<function Mish>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("mish")
    %softplus = tpu.Active(%x) {function = #tpu<function Softplus>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("softplus")
    %softsign = tpu.Active(%x) {function = #tpu<function Softsign>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("softsign")
    %elu = tpu.Active(%x) {function = #tpu<function Elu>, coeffs = array<f64: 0.5>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("elu")
    %exp = tpu.Active(%x) {function = #tpu<function Exp>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("exp")
    %abs = tpu.Active(%x) {function = #tpu<function Abs>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("abs")
    %floor = tpu.Active(%x) {function = #tpu<function Floor>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("floor")
    %ceil = tpu.Active(%x) {function = #tpu<function Ceil>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("ceil")
    %round = tpu.Active(%x) {function = #tpu<function Round>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("round")
    %erf = tpu.Active(%x) {function = #tpu<function Erf>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("erf")
    %sin = tpu.Active(%x) {function = #tpu<function Sin>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("sin")
    %cos = tpu.Active(%x) {function = #tpu<function Cos>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("cos")
    %sign = tpu.Active(%x) {function = #tpu<function Sign>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("sign")
    %mulconst = tpu.Active(%x) {function = #tpu<function MulConst>, coeffs = array<f64: -0.5>}
      : (tensor<6xf32>) -> tensor<6xf32> loc("mulconst")
    return %sigmoid, %tanh, %silu, %hardsigmoid, %hardswish, %gelu, %gelutanh, %mish, %softplus, %softsign, %elu, %exp, %abs, %floor, %ceil, %round, %erf, %sin, %cos, %sign, %mulconst : tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>
  }

  // Those of positive numbers: 3 / x, x to the power of 1.5.
  // CHECK-LABEL: @positive
  // CHECK-NEXT: log: 4xf32 = [-1.3863, 0, 0.69315, 2.1972]
  // CHECK-NEXT: sqrt: 4xf32 = [0.5, 1, 1.4142, 3]
  // CHECK-NEXT: reciprocal: 4xf32 = [12, 3, 1.5, 0.33333]
  // CHECK-NEXT: pow: 4xf32 = [0.125, 1, 2.8284, 27]
  func.func @positive(%x: tensor<4xf32> {run.input = "0.25,1,2,9"})
      -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
    %log = tpu.Active(%x) {function = #tpu<function Log>}
      : (tensor<4xf32>) -> tensor<4xf32> loc("log")
    %sqrt = tpu.Active(%x) {function = #tpu<function Sqrt>}
      : (tensor<4xf32>) -> tensor<4xf32> loc("sqrt")
    %reciprocal = tpu.Active(%x) {function = #tpu<function Reciprocal>, coeffs = array<f64: 3.0>}
      : (tensor<4xf32>) -> tensor<4xf32> loc("reciprocal")
    %pow = tpu.Active(%x) {function = #tpu<function Pow>, coeffs = array<f64: 1.5>}
      : (tensor<4xf32>) -> tensor<4xf32> loc("pow")
    return %log, %sqrt, %reciprocal, %pow : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // Rounded to 11 bits; round takes halves away from zero (quirk Q15).
  // CHECK-LABEL: @f16
  // CHECK-NEXT: silu: 6xf16 = [-0.2384, -0.26904, -0.18872, 0, 0.31128, 2.3105]
  // CHECK-NEXT: hardswish: 6xf16 = [-0.33325, -0.33325, -0.20837, 0, 0.29175, 2.291]
  // CHECK-NEXT: exp: 6xf16 = [0.13538, 0.36792, 0.60645, 1, 1.6484, 12.18]
  // CHECK-NEXT: abs: 6xf16 = [2, 1, 0.5, 0, 0.5, 2.5]
  // CHECK-NEXT: round: 6xf16 = [-2, -1, -1, 0, 1, 3]
  func.func @f16(%x: tensor<6xf16> {run.input = "-2,-1,-0.5,0,0.5,2.5"})
      -> (tensor<6xf16>, tensor<6xf16>, tensor<6xf16>, tensor<6xf16>, tensor<6xf16>) {
    %silu = tpu.Active(%x) {function = #tpu<function SiLU>}
      : (tensor<6xf16>) -> tensor<6xf16> loc("silu")
    %hardswish = tpu.Active(%x) {function = #tpu<function HardSwish>}
      : (tensor<6xf16>) -> tensor<6xf16> loc("hardswish")
    %exp = tpu.Active(%x) {function = #tpu<function Exp>}
      : (tensor<6xf16>) -> tensor<6xf16> loc("exp")
    %abs = tpu.Active(%x) {function = #tpu<function Abs>}
      : (tensor<6xf16>) -> tensor<6xf16> loc("abs")
    %round = tpu.Active(%x) {function = #tpu<function Round>}
      : (tensor<6xf16>) -> tensor<6xf16> loc("round")
    return %silu, %hardswish, %exp, %abs, %round : tensor<6xf16>, tensor<6xf16>, tensor<6xf16>, tensor<6xf16>, tensor<6xf16>
  }

  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: sigmoid: 6xbf16 = [0.11914, 0.26953, 0.37695, 0.5, 0.62109, 0.92578]
  // CHECK-NEXT: hardsigmoid: 6xbf16 = [0, 0.25, 0.375, 0.5, 0.625, 1]
  // CHECK-NEXT: exp: 6xbf16 = [0.13574, 0.36719, 0.60547, 1, 1.6484, 12.188]
  // CHECK-NEXT: floor: 6xbf16 = [-2, -1, -1, 0, 0, 2]
  // CHECK-NEXT: sign: 6xbf16 = [-1, -1, -1, 0, 1, 1]
  func.func @bf16(%x: tensor<6xbf16> {run.input = "-2,-1,-0.5,0,0.5,2.5"})
      -> (tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>) {
    %sigmoid = tpu.Active(%x) {function = #tpu<function Sigmoid>}
      : (tensor<6xbf16>) -> tensor<6xbf16> loc("sigmoid")
    %hardsigmoid = tpu.Active(%x) {function = #tpu<function HardSigmoid>, coeffs = array<f64: 0.25, 0.5>}
      : (tensor<6xbf16>) -> tensor<6xbf16> loc("hardsigmoid")
    %exp = tpu.Active(%x) {function = #tpu<function Exp>}
      : (tensor<6xbf16>) -> tensor<6xbf16> loc("exp")
    %floor = tpu.Active(%x) {function = #tpu<function Floor>}
      : (tensor<6xbf16>) -> tensor<6xbf16> loc("floor")
    %sign = tpu.Active(%x) {function = #tpu<function Sign>}
      : (tensor<6xbf16>) -> tensor<6xbf16> loc("sign")
    return %sigmoid, %hardsigmoid, %exp, %floor, %sign : tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>, tensor<6xbf16>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16_positive
  // CHECK-NEXT: log: 4xf16 = [-1.3867, 0, 0.69336, 2.1973]
  // CHECK-NEXT: sqrt: 4xf16 = [0.5, 1, 1.4141, 3]
  // CHECK-NEXT: reciprocal: 4xf16 = [12, 3, 1.5, 0.33325]
  // CHECK-NEXT: pow: 4xf16 = [0.125, 1, 2.8281, 27]
  func.func @f16_positive(%x: tensor<4xf16> {run.input = "0.25,1,2,9"})
      -> (tensor<4xf16>, tensor<4xf16>, tensor<4xf16>, tensor<4xf16>) {
    %log = tpu.Active(%x) {function = #tpu<function Log>}
      : (tensor<4xf16>) -> tensor<4xf16> loc("log")
    %sqrt = tpu.Active(%x) {function = #tpu<function Sqrt>}
      : (tensor<4xf16>) -> tensor<4xf16> loc("sqrt")
    %reciprocal = tpu.Active(%x) {function = #tpu<function Reciprocal>, coeffs = array<f64: 3.0>}
      : (tensor<4xf16>) -> tensor<4xf16> loc("reciprocal")
    %pow = tpu.Active(%x) {function = #tpu<function Pow>, coeffs = array<f64: 1.5>}
      : (tensor<4xf16>) -> tensor<4xf16> loc("pow")
    return %log, %sqrt, %reciprocal, %pow : tensor<4xf16>, tensor<4xf16>, tensor<4xf16>, tensor<4xf16>
  }

  // |q| without saturation: |-128| is 128.
  // CHECK-LABEL: @integers
  // CHECK-NEXT: y: 1x2x2x2xi8 = [128, 100, 7, 1, 0, 1, 50, 127]
  func.func @integers(%x: tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-128,-100,-7,-1,0,1,50,127"})
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Active(%x) {function = #tpu<function Abs>}
      : (tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  }
}
