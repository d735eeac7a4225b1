// Transposed convolutions: the filter's output channel comes first, bm1684x sums in i32.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefix=DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F32" | FileCheck %s --check-prefix=FLOAT-DATA

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// CHECK-LABEL: func.func @deconv
// BM1684: top.Weight {{.*}} : tensor<4x1x1x1x!quant.uniform<i8:f32, {{.*}} loc("d_filter_int8")
// BM1684: tpu.Deconv2D({{.*}}group = 2{{.*}}requant = #tpu.requant<OnlyShift,
// BM1684X: tpu.Cast({{.*}} loc("xd_i32_si8")
// BM1684X: top.Weight {{.*}} : tensor<4x1x1x1x!quant.uniform<i8:f32:0, {{.*}} loc("d_filter_i8")
// BM1684X: %[[S:.*]] = tpu.Deconv2D({{.*}} -> tensor<1x4x7x7xi32> loc("d_i32")
// BM1684X: tpu.Requant(%[[S]]) {requant = #tpu.requant<MultiplierShift, [{{.*}}], [{{.*}}], HalfAwayFromZero>} {{.*}} loc("d")
// CV18: tpu.Deconv2D({{.*}}requant = #tpu.requant<QDM, [{{.*}}], [{{.*}}], HalfAwayFromZero>
// CHECK: loc("d_f32")
func.func @deconv(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x4x7x7x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
  %1 = top.Deconv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64}
    : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x4x7x7x!y> loc("d")
  return %1 : tensor<1x4x7x7x!y>
}

// Output channel 1 has the filter's second column: [in, out] becomes [out, in].
func.func @order(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<v> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("v")
  %1 = top.Deconv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!y> loc("e")
  return %1 : tensor<1x2x4x4x!y>
}

// [[1, 2], [-3, 4]] is [[1, -3], [2, 4]] by output channel: 127 is the largest of each.
// DATA: e_filter_i8: "0x010000002A81407F"
// FLOAT-DATA: e_filter: "0x040000000000803F000040C00000004000008040"

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F0000004000004040000080C0",
      v: "0x040000000000803F00000040000040C000008040"
    }
  }
#-}
