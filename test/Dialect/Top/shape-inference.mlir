// RUN: tpuc-opt %s -split-input-file -mlir-very-unsafe-disable-verifier-on-parsing -top-shape-inference -verify-diagnostics | FileCheck %s

// The argument was changed from batch 1, 32x32 to batch 4, 64x64.
// CHECK-LABEL: func.func @new_input
// CHECK-SAME: (%{{.*}}: tensor<4x3x64x64xf32>) -> tensor<4x8xf32>
func.func @new_input(%arg0: tensor<4x3x64x64xf32>) -> tensor<1x8xf32> {
  // CHECK: top.Input({{.*}} -> tensor<4x3x64x64xf32>
  %0 = top.Input(%arg0) : (tensor<4x3x64x64xf32>) -> tensor<1x3x32x32xf32>
  %w = top.Weight {value = dense_resource<w> : tensor<8x3x3x3xf32>} : tensor<8x3x3x3xf32>
  // CHECK: top.Conv({{.*}} -> tensor<4x8x32x32xf32>
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>) -> tensor<1x8x16x16xf32>
  // CHECK: top.Reduce({{.*}} -> tensor<4x8x1x1xf32>
  %2 = top.Reduce(%1) {axes = array<i64: 2, 3>, mode = #top<reduce_mode mean>} : (tensor<1x8x16x16xf32>) -> tensor<1x8x1x1xf32>
  // CHECK: top.Reshape({{.*}} -> tensor<4x8xf32>
  %3 = top.Reshape(%2) {shape = array<i64: 0, -1>} : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32>
  return %3 : tensor<1x8xf32>
}

// -----

// The calibration of a value stays when its shape changes.
// CHECK-LABEL: func.func @calibrated
func.func @calibrated(%arg0: tensor<2x4xf32>) -> tensor<1x4x!quant.calibrated<f32<0.0:1.0>>> {
  // CHECK: top.Relu({{.*}} -> tensor<2x4x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>>
  %0 = top.Relu(%arg0) : (tensor<2x4xf32>) -> tensor<1x4x!quant.calibrated<f32<0.0:1.0>>>
  return %0 : tensor<1x4x!quant.calibrated<f32<0.0:1.0>>>
}

// -----

// Nothing in the network fits the new batch here, and the layer is named.
func.func @impossible(%arg0: tensor<4x8xf32>) -> tensor<2x4xf32> {
  // expected-error @unknown {{'top.Reshape' op cannot give the 32 elements of 4x8 the shape 2x4}}
  // expected-error @unknown {{cannot infer the shape of layer "flat"}}
  %0 = top.Reshape(%arg0) {shape = array<i64: 2, 4>} : (tensor<4x8xf32>) -> tensor<2x4xf32> loc("flat")
  return %0 : tensor<2x4xf32>
}

// -----

// Sizes of windows: floor, ceil, and ceil that leaves out the window which
// would start in the end padding.
// CHECK-LABEL: func.func @pools
func.func @pools(%x: tensor<1x1x6x6xf32>, %y: tensor<1x1x5x5xf32>) {
  // CHECK: top.MaxPool({{.*}} -> tensor<1x1x2x2xf32>
  %0 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x1x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.MaxPool({{.*}} -> tensor<1x1x3x3xf32>
  %1 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true} : (tensor<1x1x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.MaxPool({{.*}} -> tensor<1x1x2x2xf32>
  %2 = top.MaxPool(%y) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 3>, pads = array<i64: 0, 0, 1, 1>, ceil_mode = true} : (tensor<1x1x5x5xf32>) -> tensor<1xf32>
  // CHECK: top.AvgPool({{.*}} -> tensor<1x1x2x2xf32>
  %3 = top.AvgPool(%x) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 4, 4>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true} : (tensor<1x1x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.MaxPool({{.*}} -> tensor<1x1x2x4xf32>
  %4 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 2, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x1x6x6xf32>) -> tensor<1xf32>
  return
}

// -----

// CHECK-LABEL: func.func @rules
func.func @rules(%x: tensor<1x4x6x6xf32>, %m: tensor<2x1x3x4xf32>, %n: tensor<5x4x7xf32>, %f: tensor<4x2x3x3xf32>) {
  // (6 - 1) * 2 - 1 - 1 + 3 + 1 rows, two groups of two channels.
  // CHECK: top.Deconv({{.*}} -> tensor<1x4x12x11xf32>
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, output_padding = array<i64: 1, 0>, group = 2 : i64} : (tensor<1x4x6x6xf32>, tensor<4x2x3x3xf32>) -> tensor<1xf32>
  // CHECK: top.MatMul({{.*}} -> tensor<2x5x3x7xf32>
  %1 = top.MatMul(%m, %n) : (tensor<2x1x3x4xf32>, tensor<5x4x7xf32>) -> tensor<1xf32>
  // CHECK: top.Add({{.*}} -> tensor<2x5x3x4xf32>
  %a = top.Reshape(%m) {shape = array<i64: 2, 1, 3, 4>} : (tensor<2x1x3x4xf32>) -> tensor<2x1x3x4xf32>
  %b = top.Tile(%m) {repeats = array<i64: 1, 5, 1, 1>} : (tensor<2x1x3x4xf32>) -> tensor<2x5x3x4xf32>
  %c = top.Slice(%b) {offset = array<i64: 0, 0, 0, 0>, ends = array<i64: 1, 5, 1, 4>, steps = array<i64: 1, 1, 1, 1>} : (tensor<2x5x3x4xf32>) -> tensor<1x5x1x4xf32>
  %2 = top.Add(%a, %c) : (tensor<2x1x3x4xf32>, tensor<1x5x1x4xf32>) -> tensor<1xf32>
  // Backwards from 4 by 2 before 0, and to the very beginning.
  // CHECK: top.Slice({{.*}} -> tensor<1x4x2x6xf32>
  %3 = top.Slice(%x) {offset = array<i64: 0, 0, 4, 5>, ends = array<i64: 1, 4, 0, -1>, steps = array<i64: 1, 1, -2, -1>} : (tensor<1x4x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.Pad({{.*}} -> tensor<1x4x5x9xf32>
  %4 = top.Pad(%x) {paddings = array<i64: 0, 0, -2, 1, 0, 0, 1, 2>} : (tensor<1x4x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.Reshape({{.*}} -> tensor<1x12x12xf32>
  %5 = top.Reshape(%x) {shape = array<i64: 0, 12, -1>} : (tensor<1x4x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.Reduce({{.*}} -> tensor<f32>
  %6 = top.Reduce(%x) {axes = array<i64: 0, 1, 2, 3>, keepdims = false, mode = #top<reduce_mode sum>} : (tensor<1x4x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.Unsqueeze({{.*}} -> tensor<1x1xf32>
  %7 = top.Unsqueeze(%6) {axes = array<i64: 1, 0>} : (tensor<1xf32>) -> tensor<1xf32>
  // CHECK: top.Squeeze({{.*}} -> tensor<4x6x6xf32>
  %8 = top.Squeeze(%x) {axes = array<i64>} : (tensor<1x4x6x6xf32>) -> tensor<1xf32>
  // CHECK: top.Permute({{.*}} -> tensor<6x4x6xf32>
  %9 = top.Permute(%8) {order = array<i64: 2, 0, 1>} : (tensor<1xf32>) -> tensor<1xf32>
  // CHECK: top.Concat({{.*}} -> tensor<1x12x6x6xf32>
  %10 = top.Concat(%x, %x, %x) {axis = 1 : i64} : (tensor<1x4x6x6xf32>, tensor<1x4x6x6xf32>, tensor<1x4x6x6xf32>) -> tensor<1xf32>
  return
}
