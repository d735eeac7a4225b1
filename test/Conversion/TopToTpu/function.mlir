// Element-wise functions: tables of 256 integers on every chip; in float modes an op, or the bf16
// tables of cv18xx (numerics text, 4.5 and 8).
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=INT8
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=INT8
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefixes=INT8
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=INT8
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684 mode=F32" | FileCheck %s --check-prefixes=F32
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F16" | FileCheck %s --check-prefixes=F16
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=BF16" | FileCheck %s --check-prefixes=BF16
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x mode=BF16" | FileCheck %s --check-prefixes=CV18

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// INT8-LABEL: func.func @sigmoid(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @sigmoid(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Sigmoid>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @sigmoid(
// BF16-LABEL: func.func @sigmoid(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @sigmoid(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.200000e+01 : f64}
func.func @sigmoid(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Sigmoid(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @tanh(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @tanh(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Tanh>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @tanh(
// BF16-LABEL: func.func @tanh(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @tanh(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.500000e+01 : f64}
func.func @tanh(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Tanh(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @silu(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @silu(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function SiLU>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @silu(
// BF16-LABEL: func.func @silu(
// The sigmoid is taken in f32, the product in the half type.
// F16: %[[S:.*]] = tpu.Active(%{{.*}}) {function = #tpu<function Sigmoid>} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16: %[[H:.*]] = tpu.Cast(%[[S]]) : (tensor<1x6xf32>) -> tensor<1x6xf16>
// F16: tpu.Mul(%{{.*}}, %[[H]])
// BF16: tpu.Mul({{.*}} -> tensor<1x6xbf16>
// CV18-LABEL: func.func @silu(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.200000e+01 : f64}
func.func @silu(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.SiLU(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @hardswish(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @hardswish(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function HardSwish>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @hardswish(
// BF16-LABEL: func.func @hardswish(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @hardswish(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @hardswish(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.HardSwish(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @mish(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @mish(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Mish>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @mish(
// BF16-LABEL: func.func @mish(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @mish(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @mish(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Mish(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @softplus(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @softplus(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Softplus>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @softplus(
// BF16-LABEL: func.func @softplus(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @softplus(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @softplus(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Softplus(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @softsign(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @softsign(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Softsign>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @softsign(
// BF16-LABEL: func.func @softsign(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @softsign(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @softsign(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Softsign(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @exp(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @exp(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Exp>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @exp(
// BF16-LABEL: func.func @exp(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @exp(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.500000e+01 : f64}
func.func @exp(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Exp(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @log(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @log(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Log>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @log(
// BF16-LABEL: func.func @log(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @log(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @log(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Log(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @sqrt(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @sqrt(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Sqrt>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @sqrt(
// BF16-LABEL: func.func @sqrt(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @sqrt(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Mantissa>} : (tensor<1x6xbf16>, tensor<256xbf16>, tensor<256xbf16>)
func.func @sqrt(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Sqrt(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @floor(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @floor(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Floor>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @floor(
// BF16-LABEL: func.func @floor(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @floor(
// CV18: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @floor(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Floor(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @ceil(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @ceil(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Ceil>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @ceil(
// BF16-LABEL: func.func @ceil(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @ceil(
// CV18: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @ceil(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Ceil(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @round(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @round(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Round>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @round(
// BF16-LABEL: func.func @round(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @round(
// CV18: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @round(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Round(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @erf(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @erf(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Erf>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @erf(
// BF16-LABEL: func.func @erf(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @erf(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @erf(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Erf(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @sin(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @sin(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Sin>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @sin(
// BF16-LABEL: func.func @sin(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @sin(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @sin(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Sin(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @cos(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @cos(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Cos>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @cos(
// BF16-LABEL: func.func @cos(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @cos(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @cos(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Cos(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @sign(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @sign(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Sign>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @sign(
// BF16-LABEL: func.func @sign(
// F16: tpu.Active({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @sign(
// CV18: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @sign(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Sign(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @gelu(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @gelu(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function GELU>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @gelu(
// BF16-LABEL: func.func @gelu(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @gelu(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @gelu(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.GELU(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @elu(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @elu(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Elu>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @elu(
// BF16-LABEL: func.func @elu(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @elu(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.500000e+01 : f64}
func.func @elu(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Elu(%0) : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @hardsigmoid(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @hardsigmoid(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function HardSigmoid>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @hardsigmoid(
// BF16-LABEL: func.func @hardsigmoid(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
// CV18-LABEL: func.func @hardsigmoid(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 8.000000e+00 : f64}
func.func @hardsigmoid(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.HardSigmoid(%0) {alpha = 0.2 : f64, beta = 0.5 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @reciprocal(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @reciprocal(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Reciprocal>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @reciprocal(
// BF16-LABEL: func.func @reciprocal(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @reciprocal(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Mantissa>} : (tensor<1x6xbf16>, tensor<256xbf16>, tensor<256xbf16>)
func.func @reciprocal(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Reciprocal(%0) {const_val = 1.0 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}

// INT8-LABEL: func.func @pow(
// INT8: %[[T:.*]] = top.Weight {{.*}} : tensor<256xi8>
// INT8: tpu.Lut(%{{.*}}, %[[T]]) : (tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>, tensor<256xi8>) -> tensor<1x6x!quant.uniform<i8:f32, {{.*}}>>
// F32-LABEL: func.func @pow(
// F32: tpu.Active(%{{.*}}) {{{.*}}function = #tpu<function Pow>{{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// F16-LABEL: func.func @pow(
// BF16-LABEL: func.func @pow(
// F16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BF16: tpu.Active({{.*}} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18-LABEL: func.func @pow(
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Mantissa>} : (tensor<1x6xbf16>, tensor<256xbf16>, tensor<256xbf16>)
func.func @pow(%arg0: tensor<1x6xf32>) -> tensor<1x6x!y> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Pow(%0) {const_val = 3.0 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!y> loc("y")
  return %1 : tensor<1x6x!y>
}
