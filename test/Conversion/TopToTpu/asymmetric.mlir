// Asymmetric types of bm1684x: zero points go into the bias (numerics text, 4.2 and 4.3). The integers
// were computed from the text by other means.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" %named | FileCheck %s
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefix=DATA

!x = !quant.calibrated<f32<-3.0:4.0>>
!y = !quant.calibrated<f32<-2.0:6.0>>

// CHECK-LABEL: func.func @conv
// CHECK: tpu.Cast({{.*}} -> tensor<1x2x4x4x!quant.uniform<i8:f32, 0.027450980392156862:-19>>
// CHECK: tpu.Conv2D
// CHECK-SAME: requant = #tpu.requant<MultiplierShift, [1849457, 2311821, 3699], [29, 28, 28], HalfUp>
// CHECK-SAME: -> tensor<1x3x4x4x!quant.uniform<i8:f32, 0.031372549019607843:-64>>
func.func @conv(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<3x2x1x1xf32>} : tensor<3x2x1x1xf32> loc("w")
  %b = top.Weight {value = dense_resource<b> : tensor<3xf32>} : tensor<3xf32> loc("b")
  %1 = top.Conv(%0, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x3x4x4x!y> loc("c")
  return %1 : tensor<1x3x4x4x!y>
}

// The zero point makes a bias where there is none.
// CHECK-LABEL: func.func @without_bias
// CHECK: %[[B:.*]] = top.Weight {{.*}} : tensor<3xi32> loc("d_bias_int32")
// CHECK: tpu.Conv2D(%{{.*}}, %{{.*}}, %[[B]])
func.func @without_bias(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<3x2x1x1xf32>} : tensor<3x2x1x1xf32> loc("w")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1xf32>) -> tensor<1x3x4x4x!y> loc("d")
  return %1 : tensor<1x3x4x4x!y>
}

// Q2: an unsigned filter gets zeros instead of the correction.
// CHECK-LABEL: func.func @unsigned
// CHECK: : tensor<3x2x1x1x!quant.uniform<u8:f32:0, {{.*}} loc("e_filter_u8")
// CHECK: loc("e_bias_int32")
func.func @unsigned(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<wu> : tensor<3x2x1x1xf32>} : tensor<3x2x1x1xf32> loc("wu")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1xf32>) -> tensor<1x3x4x4x!y> loc("e")
  return %1 : tensor<1x3x4x4x!y>
}

// CHECK-LABEL: func.func @matmul
// CHECK: tpu.MatMul
// CHECK-SAME: requant = #tpu.requant<MultiplierShift, [1849457], [28], HalfUp>
func.func @matmul(%arg0: tensor<4x2xf32>) -> tensor<4x3x!y> {
  %0 = top.Input(%arg0) : (tensor<4x2xf32>) -> tensor<4x2x!x> loc("x")
  %w = top.Weight {value = dense_resource<k> : tensor<2x3xf32>} : tensor<2x3xf32> loc("k")
  %b = top.Weight {value = dense_resource<bm> : tensor<3xf32>} : tensor<3xf32> loc("bm")
  %1 = top.MatMul(%0, %w, %b) : (tensor<4x2x!x>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<4x3x!y> loc("m")
  return %1 : tensor<4x3x!y>
}

// A batch of constant right sides has no correction, nor has the product of two activations.
// CHECK-LABEL: func.func @batched
// CHECK: tpu.MatMul({{.*}} : (tensor<2x4x2xf32>, tensor<2x2x3xf32>) -> tensor<2x4x3xf32>
// CHECK: tpu.MatMul({{.*}} : (tensor<2x4x3xf32>, tensor<2x4x3xf32>) -> tensor<2x4x4xf32>
func.func @batched(%arg0: tensor<2x4x2xf32>) -> tensor<2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<2x4x2xf32>) -> tensor<2x4x2x!x> loc("x")
  %w = top.Weight {value = dense_resource<kk> : tensor<2x2x3xf32>} : tensor<2x2x3xf32> loc("kk")
  %1 = top.MatMul(%0, %w) : (tensor<2x4x2x!x>, tensor<2x2x3xf32>) -> tensor<2x4x3x!y> loc("n")
  %2 = top.MatMul(%1, %1) {right_transpose = true} : (tensor<2x4x3x!y>, tensor<2x4x3x!y>) -> tensor<2x4x4x!y> loc("o")
  return %2 : tensor<2x4x4x!y>
}

// DATA-DAG: c_filter_i8: "0x010000007FB4077F407F"
// DATA-DAG: c_bias_int32: "0x040000006607000008EDFFFF2D0E0000"
// DATA-DAG: d_bias_int32: "0x04000000C9030000F20900002D0E0000"
// DATA-DAG: e_bias_int32: "0x04000000000000000000000000000000"
// DATA-DAG: m_filter_int8: "0x0100000040E0107F5FB4"
// DATA-DAG: m_bias_int32: "0x0400000099130000100100008CFBFFFF"

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000003F9A9999BE295C8F3D0000A03F6F12833A6F12033B",
      b: "0x04000000CDCCCC3D000000C000000000",
      wu: "0x040000000000003F9A99993E295C8F3D0000A03F6F12833A6F12033B",
      k: "0x040000000000003F000080BE0000003E0000803F0000403F9A9919BF",
      kk: "0x040000000000003F000080BE0000003E0000803F0000403F9A9919BF0000003F000080BE0000003E0000803F0000403F9A9919BF",
      bm: "0x040000009A99993ECDCC4CBE00000000"
    }
  }
#-}
