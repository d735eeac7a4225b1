// A table that names a mean over H and W means the pool that it became.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/mean-f32.qtable" %named | FileCheck %s

!x = !quant.calibrated<f32<-4.0:4.0>>

// CHECK: tpu.AvgPool({{.*}} -> tensor<1x2x1x1xf32> loc("mean_pool")
// CHECK: tpu.Reshape({{.*}} -> tensor<1x2xf32> loc("mean")
func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>) -> tensor<1x2x1x1x!x> loc("mean_pool")
  %2 = top.Reshape(%1) {shape = array<i64: 1, 2>} : (tensor<1x2x1x1x!x>) -> tensor<1x2x!x> loc("mean")
  return %2 : tensor<1x2x!x>
}
