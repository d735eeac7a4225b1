// Ops that the chips have as they are, in a float type: the widest of each, but RMSNorm, which bm1684x has in F16.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-4.0:4.0>>

// CHECK-LABEL: func.func @pow(
// WIDE: tpu.PowTensor({{.*}} : (tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
// CV18: tpu.PowTensor({{.*}} : (tensor<1x2x4xbf16>, tensor<1x2x4xbf16>) -> tensor<1x2x4xbf16>
func.func @pow(%arg0: tensor<1x2x4xf32>) -> tensor<1x2x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4xf32>) -> tensor<1x2x4x!x> loc("x")
  %1 = top.PowTensor(%0, %0) : (tensor<1x2x4x!x>, tensor<1x2x4x!x>) -> tensor<1x2x4x!x> loc("y")
  return %1 : tensor<1x2x4x!x>
}

// CHECK-LABEL: func.func @lrn(
// CHECK: tpu.LRN({{.*}}) {alpha = 5.000000e-01 : f64, {{.*}}size = 3 : i64}
func.func @lrn(%arg0: tensor<1x4x2xf32>) -> tensor<1x4x2x!x> {
  %0 = top.Input(%arg0) : (tensor<1x4x2xf32>) -> tensor<1x4x2x!x> loc("x")
  %1 = top.LRN(%0) {size = 3 : i64, alpha = 0.5 : f64} : (tensor<1x4x2x!x>) -> tensor<1x4x2x!x> loc("y")
  return %1 : tensor<1x4x2x!x>
}

// A normalization of groups is one of rows, then a product and a sum per channel.
// CHECK-LABEL: func.func @groupnorm(
// CHECK: tpu.Reshape({{.*}} -> tensor<2x2x4x[[T:b?f(32|16)]]>
// CHECK: tpu.LayerNorm({{.*}}axis = 2 : i64
// CHECK: tpu.Reshape({{.*}} -> tensor<2x4x1x2x[[T]]>
// CHECK: tpu.Scale({{.*}} -> tensor<2x4x1x2x[[T]]>
// Nothing is left of absent weights.
// CHECK: tpu.LayerNorm(
// CHECK: tpu.Reshape(
// CHECK-NOT: tpu.Scale
// CHECK: return
func.func @groupnorm(%arg0: tensor<2x4x1x2xf32>) -> (tensor<2x4x1x2x!x>, tensor<2x4x1x2x!x>) {
  %0 = top.Input(%arg0) : (tensor<2x4x1x2xf32>) -> tensor<2x4x1x2x!x> loc("x")
  %w = top.Weight {value = dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>} : tensor<4xf32> loc("w")
  %1 = top.GroupNorm(%0, %w) {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x4x1x2x!x>, tensor<4xf32>) -> tensor<2x4x1x2x!x> loc("y")
  %2 = top.GroupNorm(%0) {num_groups = 4 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x4x1x2x!x>) -> tensor<2x4x1x2x!x> loc("z")
  return %1, %2 : tensor<2x4x1x2x!x>, tensor<2x4x1x2x!x>
}

// The weights have the layer's type.
// CHECK-LABEL: func.func @gru(
// WIDE: tpu.GRU({{.*}}) {direction = #top<rnn_direction reverse>{{.*}} : (tensor<3x1x2xf32>, tensor<1x3x2xf32>, tensor<1x3x1xf32>) -> tensor<3x1x1x1xf32>
// CV18: tpu.GRU({{.*}} : (tensor<3x1x2xbf16>, tensor<1x3x2xbf16>, tensor<1x3x1xbf16>) -> tensor<3x1x1x1xbf16>
func.func @gru(%arg0: tensor<3x1x2xf32>) -> tensor<3x1x1x1x!x> {
  %0 = top.Input(%arg0) : (tensor<3x1x2xf32>) -> tensor<3x1x2x!x> loc("x")
  %w = top.Weight {value = dense<0.5> : tensor<1x3x2xf32>} : tensor<1x3x2xf32> loc("w")
  %r = top.Weight {value = dense<0.5> : tensor<1x3x1xf32>} : tensor<1x3x1xf32> loc("r")
  %1 = top.GRU(%0, %w, %r) {direction = #top<rnn_direction reverse>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<3x1x2x!x>, tensor<1x3x2xf32>, tensor<1x3x1xf32>) -> tensor<3x1x1x1x!x> loc("y")
  return %1 : tensor<3x1x1x1x!x>
}

// Places keep f32 where values do not.
// CHECK-LABEL: func.func @roialign(
// WIDE: tpu.RoiAlign({{.*}} : (tensor<1x2x4x4xf32>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<3x2x2x2xf32>
// CV18: tpu.RoiAlign({{.*}} : (tensor<1x2x4x4xbf16>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<3x2x2x2xbf16>
func.func @roialign(%arg0: tensor<1x2x4x4xf32>, %arg1: tensor<3x4xf32>) -> tensor<3x2x2x2x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<3x4xf32>) -> tensor<3x4x!x> loc("boxes")
  %i = top.Weight {value = dense<0.0> : tensor<3xf32>} : tensor<3xf32> loc("images")
  %2 = top.RoiAlign(%0, %1, %i) {output_h = 2 : i64, output_w = 2 : i64}
    : (tensor<1x2x4x4x!x>, tensor<3x4x!x>, tensor<3xf32>) -> tensor<3x2x2x2x!x> loc("y")
  return %2 : tensor<3x2x2x2x!x>
}

// CHECK-LABEL: func.func @deconv3d(
// WIDE: tpu.Deconv({{.*}} -> tensor<1x1x2x2x2xf32>
// CV18: tpu.Deconv({{.*}} -> tensor<1x1x2x2x2xbf16>
func.func @deconv3d(%arg0: tensor<1x1x1x1x1xf32>) -> tensor<1x1x2x2x2x!x> {
  %0 = top.Input(%arg0) : (tensor<1x1x1x1x1xf32>) -> tensor<1x1x1x1x1x!x> loc("x")
  %w = top.Weight {value = dense<0.5> : tensor<1x1x2x2x2xf32>} : tensor<1x1x2x2x2xf32> loc("w")
  %1 = top.Deconv(%0, %w) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0, 0, 0>}
    : (tensor<1x1x1x1x1x!x>, tensor<1x1x2x2x2xf32>) -> tensor<1x1x2x2x2x!x> loc("y")
  return %1 : tensor<1x1x2x2x2x!x>
}
