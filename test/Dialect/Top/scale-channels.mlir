// RUN: tpuc-opt %s -split-input-file -top-scale-channels %named | FileCheck %s
// RUN: tpuc-opt %s -split-input-file -top-scale-channels | FileCheck %s --check-prefix=BLOB
// RUN: tpuc-opt %s -split-input-file -top-scale-channels -mlir-pass-statistics -mlir-pass-statistics-display=list -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS

// STATISTICS: TopScaleChannels
// STATISTICS: (S) {{ *[1-9][0-9]*}} layers-scaled

// Filter [[1, 2], [3, 4]] and bias [1, 2] over [2, 0.5]; the depthwise filter [1, 1] times that.
// The ReLU in between stays.
// CHECK-LABEL: func.func @conv_into_depthwise
// CHECK: %[[F:.*]] = top.Weight {{.*}} : tensor<2x2x1x1xf32> loc("c1_filter")
// CHECK: %[[B:.*]] = top.Weight {{.*}} : tensor<2xf32> loc("c1_bias")
// CHECK: %[[C:.*]] = top.Conv(%{{.*}}, %[[F]], %[[B]])
// CHECK-NOT: channel_scale
// CHECK-SAME: do_relu = true
// CHECK-SAME: loc("c1")
// CHECK: %[[D:.*]] = top.Weight {{.*}} loc("c2_filter")
// CHECK: top.Conv(%[[C]], %[[D]], %
// CHECK-SAME: loc("c2")
// BLOB-LABEL: func.func @conv_into_depthwise
func.func @conv_into_depthwise(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %f = top.Weight {value = dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("f")
  %b = top.Weight {value = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %d = top.Weight {value = dense<1.0> : tensor<2x1x1x1xf32>} : tensor<2x1x1x1xf32> loc("d")
  %0 = top.Conv(%x, %f, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true, top.channel_scale = dense<[2.0, 0.5]> : tensor<2xf32>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("c1")
  %1 = top.Conv(%0, %d, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x2x3x3xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("c2")
  return %1 : tensor<1x2x3x3xf32>
}
// BLOB-DAG: c1_filter: "0x040000000000003F0000803F0000C04000000041"
// BLOB-DAG: c1_bias: "0x040000000000003F00008040"
// BLOB-DAG: c2_filter: "0x04000000000000400000003F"

// -----

// LayerNorm, read by two products; one takes its right side transposed.
// CHECK-LABEL: func.func @norm_into_products
// CHECK: top.Weight {{.*}} loc("ln_weight")
// CHECK: top.Weight {{.*}} loc("ln_bias")
// CHECK: %[[LN:.*]] = top.LayerNorm(
// CHECK-NOT: channel_scale
// CHECK: top.Weight {{.*}} loc("q_filter")
// CHECK: top.Weight {{.*}} loc("k_filter")
// BLOB-LABEL: func.func @norm_into_products
func.func @norm_into_products(%x: tensor<1x3x2xf32>) -> (tensor<1x3x1xf32>, tensor<1x3x1xf32>) {
  %g = top.Weight {value = dense<[8.0, 1.0]> : tensor<2xf32>} : tensor<2xf32> loc("g")
  %b = top.Weight {value = dense<[4.0, 1.0]> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %w = top.Weight {value = dense<[[1.0], [1.0]]> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  %v = top.Weight {value = dense<[[1.0, 3.0]]> : tensor<1x2xf32>} : tensor<1x2xf32> loc("v")
  %0 = top.LayerNorm(%x, %g, %b) {axis = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>, top.channel_scale = dense<[4.0, 1.0]> : tensor<2xf32>} : (tensor<1x3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x2xf32> loc("ln")
  %1 = top.MatMul(%0, %w) : (tensor<1x3x2xf32>, tensor<2x1xf32>) -> tensor<1x3x1xf32> loc("q")
  %2 = top.MatMul(%0, %v) {right_transpose = true} : (tensor<1x3x2xf32>, tensor<1x2xf32>) -> tensor<1x3x1xf32> loc("k")
  return %1, %2 : tensor<1x3x1xf32>, tensor<1x3x1xf32>
}
// BLOB-DAG: ln_weight: "0x04000000000000400000803F"
// BLOB-DAG: ln_bias: "0x040000000000803F0000803F"
// BLOB-DAG: q_filter: "0x04000000000080400000803F"
// BLOB-DAG: k_filter: "0x040000000000804000004040"

// -----

// Scales of 1 change no value; without the attribute nothing is touched.
// CHECK-LABEL: func.func @untouched
// CHECK: top.Weight {{.*}} loc("w")
// CHECK-NOT: _filter
// CHECK: return
func.func @untouched(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = top.Weight {value = dense<[[1.0], [1.0]]> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  %0 = top.MatMul(%x, %w) : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32> loc("m")
  return %0 : tensor<1x1xf32>
}
