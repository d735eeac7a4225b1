// A reduction that became a pool and a Reshape is one layer to the author of a table.
// RUN: tpuc-opt %s --import-calibration-table="file=%S/Inputs/pool.table chip=bm1684" %named | FileCheck %s

// CHECK: top.AvgPool({{.*}} -> tensor<1x2x1x1x!quant.calibrated<f32<-5.000000e-01:5.000000e-01>>> loc("mean_pool")
// CHECK: top.Reshape({{.*}} -> tensor<1x2x!quant.calibrated<f32<-5.000000e-01:5.000000e-01>>> loc("mean")
func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32> loc("mean_pool")
  %2 = top.Reshape(%1) {shape = array<i64: 1, 2>} : (tensor<1x2x1x1xf32>) -> tensor<1x2xf32> loc("mean")
  return %2 : tensor<1x2xf32>
}
