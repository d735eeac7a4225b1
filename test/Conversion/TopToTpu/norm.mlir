// Scale, Softmax, LayerNorm.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=DATA

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>
!p = !quant.calibrated<f32<0.0:1.0>>
!cp = !quant.calibrated<f32<-1.0:1.0>>

// bm1684 scales; the others convolve. 0.5 * 4/6 * 2^8 = 85.3 and 0.3/6*127 * 2^8 + 2^7 = 1754 (1626 + 128).
// CHECK-LABEL: func.func @scale(
// BM1684: %[[S:.*]] = top.Weight {{.*}} : tensor<2xi8> loc("s_scale_int8")
// BM1684: %[[B:.*]] = top.Weight {{.*}} : tensor<2xi16> loc("s_bias_int16")
// BM1684: tpu.Scale(%{{.*}}, %[[S]], %[[B]]) {requant = #tpu.requant<OnlyShift, [1, 1], [8, 7], Down>}
// BM1684X: tpu.Conv2D({{.*}}group = 2 : i64, kernel_shape = array<i64: 1, 1>{{.*}} loc("s")
// CV18: tpu.Conv2D({{.*}}group = 2 : i64, kernel_shape = array<i64: 1, 1>{{.*}} loc("s")
func.func @scale(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("sw")
  %b = top.Weight {value = dense_resource<b> : tensor<2xf32>} : tensor<2xf32> loc("sb")
  %1 = top.Scale(%0, %s, %b) : (tensor<1x2x4x4x!x>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x4x!y> loc("s")
  return %1 : tensor<1x2x4x4x!y>
}

// bm1684x has a table of exponentials for axis 1.
// CHECK-LABEL: func.func @softmax(
// BM1684: tpu.Softmax({{.*}} -> tensor<1x6xf32> loc("sm")
// BM1684X: %[[T:.*]] = top.Weight {{.*}} : tensor<256xf32> loc("sm_table")
// BM1684X: tpu.Softmax(%{{.*}}, %[[T]]) {axis = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>} {{.*}} -> tensor<1x6x!quant.uniform<u8:f32, 0.0039215686274509803>> loc("sm")
// CV18: tpu.Softmax({{.*}}operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>} : (tensor<1x6xbf16>, tensor<256xbf16>, tensor<256xbf16>, tensor<256xbf16>, tensor<256xbf16>) -> tensor<1x6xbf16> loc("sm")
func.func @softmax(%arg0: tensor<1x6xf32>) -> tensor<1x6x!p> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Softmax(%0) {axis = 1 : i64} : (tensor<1x6x!x>) -> tensor<1x6x!p> loc("sm")
  return %1 : tensor<1x6x!p>
}

// Other axes and logarithms are computed in half precision.
// CHECK-LABEL: func.func @softmax_float(
// BM1684X: tpu.Softmax({{.*}} -> tensor<1x4x6xf16> loc("sm2")
// BM1684X: tpu.Softmax({{.*}} -> tensor<1x4x6xf16> loc("log")
func.func @softmax_float(%arg0: tensor<1x4x6xf32>) -> (tensor<1x4x6x!p>, tensor<1x4x6x!x>) {
  %0 = top.Input(%arg0) : (tensor<1x4x6xf32>) -> tensor<1x4x6x!x> loc("x")
  %1 = top.Softmax(%0) {axis = 2 : i64} : (tensor<1x4x6x!x>) -> tensor<1x4x6x!p> loc("sm2")
  %2 = top.Softmax(%0) {axis = 1 : i64, log = true} : (tensor<1x4x6x!x>) -> tensor<1x4x6x!x> loc("log")
  return %1, %2 : tensor<1x4x6x!p>, tensor<1x4x6x!x>
}

// CHECK-LABEL: func.func @layernorm(
// BM1684: tpu.Reshape({{.*}} -> tensor<1x4x1x2xf32> loc("[[N:.*]]_reshape_1")
// BM1684: tpu.LayerNorm({{.*}} {axis = 3 : i64, {{.*}} : (tensor<1x4x1x2xf32>) -> tensor<1x4x1x2xf32> loc("[[N]]_convert_to_group_norm")
// BM1684: tpu.Reshape({{.*}} -> tensor<1x4x2xf32> loc("[[N]]_reshape_2")
// BM1684: tpu.Mul({{.*}} : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32> loc("[[N]]_mul_weights")
// BM1684: tpu.Add({{.*}} loc("[[N]]")
// BM1684X: top.Weight {{.*}} : tensor<2xf16> loc("sw_f16")
// BM1684X: tpu.LayerNorm({{.*}} : (tensor<1x4x2xf16>, tensor<2xf16>, tensor<2xf16>) -> tensor<1x4x2xf16>
// CV18: top.Weight {{.*}} : tensor<256xbf16> loc("ln_table_bf16")
// CV18: top.Weight {{.*}} : tensor<256xbf16> loc("ln_mantissa_table_bf16")
// CV18: tpu.LayerNorm({{.*}}operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>
func.func @layernorm(%arg0: tensor<1x4x2xf32>) -> tensor<1x4x2x!y> {
  %0 = top.Input(%arg0) : (tensor<1x4x2xf32>) -> tensor<1x4x2x!x> loc("x")
  %s = top.Weight {value = dense_resource<s2> : tensor<2xf32>} : tensor<2xf32> loc("sw")
  %b = top.Weight {value = dense_resource<b2> : tensor<2xf32>} : tensor<2xf32> loc("sb")
  %1 = top.LayerNorm(%0, %s, %b) {axis = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>} : (tensor<1x4x2x!x>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x2x!y> loc("ln")
  return %1 : tensor<1x4x2x!y>
}

// DATA-DAG: s_scale_int8: "0x0100000055AB"
// DATA-DAG: s_bias_int16: "0x02000000DA064F01"

{-#
  dialect_resources: {
    builtin: {
      s: "0x040000000000003F000080BF",
      b: "0x040000009A99993ECDCCCC3D",
      s2: "0x040000000000003F000080BF",
      b2: "0x040000009A99993ECDCCCC3D"
    }
  }
#-}
