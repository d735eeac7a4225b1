// Relu, Clip, LeakyRelu, PRelu. Integers are those of the reference's `act` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefixes=CHECK,ASYM
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-5.2859195:5.2859195>>

// CHECK-LABEL: func.func @relu(
// BM1684: tpu.Relu(%{{.*}}) : (tensor<1x6x!quant.uniform
// BM1684X: tpu.Relu(%{{.*}}) : (tensor<1x6x!quant.uniform
// ASYM: tpu.Relu(%{{.*}}) : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18: tpu.Relu(%{{.*}}) : (tensor<1x6x!quant.uniform
func.func @relu(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Relu(%0) : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("y")
  return %1 : tensor<1x6x!x>
}

// The limit of ReLU6 is the saturation of integers; cv18xx clips in BF16.
// CHECK-LABEL: func.func @relu6(
// BM1684: tpu.Relu(%{{.*}}) : (tensor<1x6x!quant.uniform
// BM1684X: tpu.Relu(%{{.*}}) : (tensor<1x6x!quant.uniform
// ASYM: tpu.Relu(%{{.*}}) {relu_limit = 6.000000e+00 : f64} : (tensor<1x6xf32>)
// CV18: tpu.Relu(%{{.*}}) {relu_limit = 6.000000e+00 : f64} : (tensor<1x6xbf16>)
func.func @relu6(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Relu(%0) {relu_limit = 6.0 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("y")
  return %1 : tensor<1x6x!x>
}

// CHECK-LABEL: func.func @clip(
// BM1684: %[[M:.*]] = tpu.MaxConst({{.*}} {const_val = -1.300000e+00 : f64} : (tensor<1x6xf32>)
// BM1684: tpu.MinConst(%[[M]]) {const_val = 1.100000e+00 : f64} : (tensor<1x6xf32>)
// BM1684X: tpu.Clip({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// ASYM: tpu.Clip({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// CV18: tpu.Clip({{.*}} : (tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @clip(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Clip(%0) {min = -1.3 : f64, max = 1.1 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("y")
  return %1 : tensor<1x6x!x>
}

// cv18xx requantizes both sides: the positive one comes first.
// CHECK-LABEL: func.func @leaky(
// BM1684: tpu.LeakyRelu({{.*}}requant = #tpu.requant<MultiplierShift, [51], [9], HalfUp>
// BM1684X: tpu.LeakyRelu({{.*}}requant = #tpu.requant<MultiplierShift, [51], [9], HalfUp>
// ASYM: tpu.LeakyRelu({{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// CV18: tpu.LeakyRelu({{.*}}requant = #tpu.requant<MultiplierShiftFloat, [1, 102], [0, 10], HalfUp>
func.func @leaky(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.LeakyRelu(%0) {alpha = 0.10000000149011612 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("y")
  return %1 : tensor<1x6x!x>
}

// One shift serves all slopes: 0.3 * 2^8 = 76.8, which is cut, not rounded.
// CHECK-LABEL: func.func @prelu(
// BM1684: %[[S:.*]] = top.Weight {{.*}} : tensor<1x2x1x1xi8>
// BM1684: tpu.PRelu(%{{.*}}, %[[S]]) {requant = #tpu.requant<MultiplierShift, [1], [8], HalfUp>}
// BM1684X: tpu.PRelu({{.*}}requant = #tpu.requant<MultiplierShift, [1], [8], HalfUp>
// ASYM: tpu.PRelu({{.*}} : (tensor<1x2x4x4xf16>, tensor<1x2x1x1xf16>) -> tensor<1x2x4x4xf16>
// CV18: tpu.PRelu({{.*}}requant = #tpu.requant<MultiplierShiftFloat, [1, 1], [0, 8], HalfUp>
func.func @prelu(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %s = top.Weight {value = dense_resource<s> : tensor<1x2x1x1xf32>} : tensor<1x2x1x1xf32> loc("s")
  %1 = top.PRelu(%0, %s) : (tensor<1x2x4x4x!x>, tensor<1x2x1x1xf32>) -> tensor<1x2x4x4x!x> loc("p")
  return %1 : tensor<1x2x4x4x!x>
}

// BM1684: p_slope_i8: "0x010000004CE7"
// BM1684X: p_slope_i8: "0x010000004CE7"
// CV18: p_slope_i8: "0x010000004DE6"

{-#
  dialect_resources: {
    builtin: {
      s: "0x040000009A99993ECDCCCCBD"
    }
  }
#-}
