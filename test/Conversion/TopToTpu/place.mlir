// What finds places is in f32 on every chip; what is at places in the float type of the layer, the places in f32.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684,WIDE
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X,WIDE
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-4.0:4.0>>
!i = !quant.calibrated<f32<0.0:64.0>>

// CHECK-LABEL: func.func @found(
// CHECK: tpu.NonMaxSuppression({{.*}} : (tensor<1x8x4xf32>, tensor<1x2x8xf32>) -> tensor<8x3xf32> loc("boxes")
// CHECK: tpu.NonZero({{.*}} : (tensor<1x8x4xf32>) -> tensor<3x32xf32> loc("nonzero")
func.func @found(%arg0: tensor<1x8x4xf32>, %arg1: tensor<1x2x8xf32>) -> (tensor<8x3x!i>, tensor<3x32x!i>) {
  %0 = top.Input(%arg0) : (tensor<1x8x4xf32>) -> tensor<1x8x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x2x8xf32>) -> tensor<1x2x8x!x> loc("scores")
  %2 = top.NonMaxSuppression(%0, %1) {max_output = 4 : i64} : (tensor<1x8x4x!x>, tensor<1x2x8x!x>) -> tensor<8x3x!i> loc("boxes")
  %3 = top.NonZero(%0) : (tensor<1x8x4x!x>) -> tensor<3x32x!i> loc("nonzero")
  return %2, %3 : tensor<8x3x!i>, tensor<3x32x!i>
}

// Places that are computed with on the way are not quantized where the chip has f32.
// CHECK-LABEL: func.func @unpooled(
// CHECK: tpu.MaxPoolIndices({{.*}} : (tensor<1x2x8xf32>) -> tensor<1x2x4xf32> loc("places")
// CHECK: tpu.MaxPool({{.*}} -> tensor<1x2x4x!quant.uniform<i8:f32, {{.*}} loc("pooled")
// WIDE: tpu.AddConst({{.*}} : (tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("moved")
// BM1684: tpu.MaxUnpool({{.*}} : (tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> tensor<1x2x9xf32> loc("y")
// BM1684X: tpu.MaxUnpool({{.*}} : (tensor<1x2x4xf16>, tensor<1x2x4xf32>) -> tensor<1x2x9xf16> loc("y")
// CV18: tpu.MaxUnpool({{.*}} : (tensor<1x2x4xbf16>, tensor<1x2x4xf32>) -> tensor<1x2x9xbf16> loc("y")
func.func @unpooled(%arg0: tensor<1x2x8xf32>) -> tensor<1x2x9x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x8xf32>) -> tensor<1x2x8x!x> loc("x")
  %1 = top.MaxPoolIndices(%0) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>} : (tensor<1x2x8x!x>) -> tensor<1x2x4x!i> loc("places")
  %2 = top.MaxPool(%0) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>} : (tensor<1x2x8x!x>) -> tensor<1x2x4x!x> loc("pooled")
  %3 = top.AddConst(%1) {const_val = 1.0 : f64} : (tensor<1x2x4x!i>) -> tensor<1x2x4x!i> loc("moved")
  %4 = top.MaxUnpool(%2, %3) {target_shape = array<i64: 9>} : (tensor<1x2x4x!x>, tensor<1x2x4x!i>) -> tensor<1x2x9x!x> loc("y")
  return %4 : tensor<1x2x9x!x>
}

// Offsets and mask stay f32; the convolution behind is one of integers.
// CHECK-LABEL: func.func @deformed(
// WIDE: tpu.DeformGather({{.*}} : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32> loc("gathered")
// CV18: tpu.DeformGather({{.*}} : (tensor<1x2x4x4xbf16>, tensor<1x2x4x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xbf16> loc("gathered")
// CHECK: tpu.Conv2D({{.*}} -> tensor<1x1x4x4x!quant.uniform<i8:f32, {{.*}} loc("y")
func.func @deformed(%arg0: tensor<1x2x4x4xf32>, %arg1: tensor<1x2x4x4xf32>, %arg2: tensor<1x1x4x4xf32>) -> tensor<1x1x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("offset")
  %2 = top.Input(%arg2) : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4x!x> loc("mask")
  %w = top.Weight {value = dense<0.5> : tensor<1x2x1x1xf32>} : tensor<1x2x1x1xf32> loc("w")
  %3 = top.DeformGather(%0, %1, %2) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x4x4x!x>, tensor<1x2x4x4x!x>, tensor<1x1x4x4x!x>) -> tensor<1x2x4x4x!x> loc("gathered")
  %4 = top.Conv(%3, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x4x4x!x>, tensor<1x2x1x1xf32>) -> tensor<1x1x4x4x!x> loc("y")
  return %4 : tensor<1x1x4x4x!x>
}
