// RUN: tpuc-opt %s -top-optimize %named | FileCheck %s
// RUN: tpuc-opt %s -top-optimize | FileCheck %s --check-prefix=BLOB

// A small network as an importer leaves it: padding apart, batch normalization,
// ReLU6 as Clip, global pooling as a mean, and a linear layer spelled out.
// CHECK-LABEL: func.func @main
// CHECK-NEXT: %[[IN:.*]] = top.Input({{.*}} loc("input")
// CHECK-NEXT: %[[F:.*]] = top.Weight {{.*}} loc("relu6_filter")
// CHECK-NEXT: %[[B:.*]] = top.Weight {{.*}} loc("relu6_bias")
// CHECK-NEXT: %[[C:.*]] = top.Conv(%[[IN]], %[[F]], %[[B]]) {do_relu = true, kernel_shape = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, relu_limit = 6.000000e+00 : f64, strides = array<i64: 1, 1>} {{.*}} loc("relu6")
// CHECK-NEXT: %[[P:.*]] = top.Reduce(%[[C]]) {axes = array<i64: 2, 3>{{.*}} loc("mean")
// CHECK-NEXT: %[[W:.*]] = top.Weight {{.*}} loc("output_filter")
// CHECK-NEXT: %[[FB:.*]] = top.Weight {{.*}} loc("output_bias")
// CHECK-NEXT: %[[L:.*]] = top.MatMul(%[[P]], %[[W]], %[[FB]]) {{.*}} loc("output")
// CHECK-NEXT: return %[[L]]
func.func @main(%arg0: tensor<1x1x4x4xf32>) -> tensor<1x2xf32> {
  %0 = top.Input(%arg0) : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4xf32> loc("input")
  %f1 = top.Weight {value = dense_resource<f1> : tensor<2x1x1x1xf32>} : tensor<2x1x1x1xf32> loc("f1")
  %m = top.Weight {value = dense_resource<m> : tensor<2xf32>} : tensor<2xf32> loc("m")
  %v = top.Weight {value = dense_resource<v> : tensor<2xf32>} : tensor<2xf32> loc("v")
  %g = top.Weight {value = dense_resource<g> : tensor<2xf32>} : tensor<2xf32> loc("g")
  %b = top.Weight {value = dense_resource<b> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %fc = top.Weight {value = dense_resource<fc> : tensor<2x2xf32>} : tensor<2x2xf32> loc("fc")
  %fb = top.Weight {value = dense_resource<fb> : tensor<1x2xf32>} : tensor<1x2xf32> loc("fb")
  %half = top.Weight {value = dense_resource<half> : tensor<1xf32>} : tensor<1xf32> loc("half")
  %1 = top.Pad(%0) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x1x4x4xf32>) -> tensor<1x1x6x6xf32> loc("pad")
  %2 = top.Conv(%1, %f1) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x1x6x6xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x6x6xf32> loc("conv")
  %3 = top.BatchNorm(%2, %m, %v, %g, %b) {epsilon = 0.0 : f64} : (tensor<1x2x6x6xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x6x6xf32> loc("bn")
  %4 = top.Clip(%3) {min = 0.0 : f64, max = 6.0 : f64} : (tensor<1x2x6x6xf32>) -> tensor<1x2x6x6xf32> loc("relu6")
  %5 = top.Reduce(%4) {axes = array<i64: 2, 3>, keepdims = false, mode = #top<reduce_mode mean>} : (tensor<1x2x6x6xf32>) -> tensor<1x2xf32> loc("mean")
  %6 = top.Unsqueeze(%5) {axes = array<i64: 2>} : (tensor<1x2xf32>) -> tensor<1x2x1xf32> loc("unsqueeze")
  %7 = top.Squeeze(%6) {axes = array<i64: 2>} : (tensor<1x2x1xf32>) -> tensor<1x2xf32> loc("flat")
  %8 = top.Permute(%fc) {order = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32> loc("fc.t")
  %9 = top.MatMul(%7, %8) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("matmul")
  %10 = top.Add(%9, %fb) : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("linear")
  %11 = top.Div(%10, %half) : (tensor<1x2xf32>, tensor<1xf32>) -> tensor<1x2xf32> loc("halved")
  %12 = top.Reshape(%11) {shape = array<i64: 1, 2>} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("output")
  return %12 : tensor<1x2xf32>
}
// BLOB-DAG: relu6_filter: "0x040000000000404000000041"
// BLOB-DAG: relu6_bias: "0x040000000000A0400000C040"
// BLOB-DAG: output_filter: "0x040000000000003F0000C03F0000803F00000040"
// BLOB-DAG: output_bias: "0x040000000000604000008040"

{-# dialect_resources: { builtin: { f1: "0x040000000000803F00000040", m: "0x040000000000000000000000", v: "0x040000000000803F0000803F", g: "0x040000000000404000008040", b: "0x040000000000A0400000C040", fc: "0x040000000000803F000000400000404000008040", fb: "0x040000000000E04000000041", half: "0x0400000000000040" } } #-}
