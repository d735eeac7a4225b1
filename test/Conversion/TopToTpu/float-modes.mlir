// A network in one float type: weights rounded to it, biases in f32, no calibration needed.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F16" %named | FileCheck %s --check-prefix=F16
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=BF16" %named | FileCheck %s --check-prefix=BF16
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684 mode=F32" %named | FileCheck %s --check-prefix=F32
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F16" | FileCheck %s --check-prefix=DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F16 qtable=%S/Inputs/ap-f16.qtable" %named | FileCheck %s --check-prefix=NAMED

// F16: module attributes {tpu.asymmetric = false, tpu.chip = "bm1684x", tpu.mode = "F16"}
// F16: tpu.Cast({{.*}} -> tensor<1x2x4x4xf16> loc("xc1_f16")
// F16: %[[W:.*]] = top.Weight {{.*}} : tensor<2x2x1x1xf16> loc("w_f16")
// F16: tpu.Conv2D(%{{.*}}, %[[W]], %{{.*}}) {{.*}}do_relu = true{{.*}}relu_limit = 6.000000e+00 : f64{{.*}} : (tensor<1x2x4x4xf16>, tensor<2x2x1x1xf16>, tensor<2xf32>) -> tensor<1x2x4x4xf16> loc("c1")
// A weight that two layers share is rounded once.
// F16-NOT: loc("w_f16")
// F16: tpu.Conv2D(%{{.*}}, %[[W]]) {{.*}} loc("c2")
// A sum over a window may overflow half precision: F32, unless the table names the layer.
// F16: tpu.AvgPool({{.*}} -> tensor<1x2x1x1xf32> loc("ap")
// NAMED: tpu.AvgPool({{.*}} -> tensor<1x2x1x1xf16> loc("ap")
// F16: return %{{.*}} : tensor<1x2x1x1xf32>

// BF16: tpu.Conv2D({{.*}} : (tensor<1x2x4x4xbf16>, tensor<2x2x1x1xbf16>, tensor<2xf32>) -> tensor<1x2x4x4xbf16> loc("c1")
// BF16: tpu.AvgPool({{.*}} -> tensor<1x2x1x1xbf16> loc("ap")
// BF16: tpu.Cast({{.*}} loc("ap_f32")

// F32-NOT: tpu.Cast
// F32: tpu.Conv2D({{.*}} : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32> loc("c1")
// F32-NOT: tpu.Cast

// DATA-DAG: w_f16: "0x020000000038CDB47B2C003D"
func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
  %b = top.Weight {value = dense_resource<b> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %1 = top.Conv(%0, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32> loc("c1")
  %2 = top.Conv(%1, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4xf32> loc("c2")
  %3 = top.AvgPool(%2) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32> loc("ap")
  return %3 : tensor<1x2x1x1xf32>
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000003F9A9999BE295C8F3D0000A03F",
      b: "0x040000009A99993ECDCCCC3D"
    }
  }
#-}
