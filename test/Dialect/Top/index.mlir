// RUN: tpuc-opt %s -mlir-print-debuginfo | tpuc-opt %named | FileCheck %s
// Ops about places and truth round-trip, with their attributes and layer names.

// CHECK-LABEL: func.func @elements
func.func @elements(%x: tensor<2x8xf32>, %row: tensor<1x8xf32>, %one: tensor<f32>) {
  // CHECK: top.Compare({{.*}}) {mode = #top<compare_mode ge>} {{.*}} loc("ge")
  %0 = top.Compare(%x, %row) {mode = #top<compare_mode ge>} : (tensor<2x8xf32>, tensor<1x8xf32>) -> tensor<2x8xf32> loc("ge")
  // CHECK: top.Where({{.*}}) : (tensor<2x8xf32>, tensor<f32>, tensor<1x8xf32>) -> tensor<2x8xf32> loc("where")
  %1 = top.Where(%0, %one, %row) : (tensor<2x8xf32>, tensor<f32>, tensor<1x8xf32>) -> tensor<2x8xf32> loc("where")
  // CHECK: top.Bitwise({{.*}}) {mode = #top<bitwise_mode bit_xor>} {{.*}} loc("xor")
  %2 = top.Bitwise(%x, %one) {mode = #top<bitwise_mode bit_xor>} : (tensor<2x8xf32>, tensor<f32>) -> tensor<2x8xf32> loc("xor")
  // CHECK: top.Mod({{.*}}) {fmod = true} {{.*}} loc("mod")
  %3 = top.Mod(%x, %one) {fmod = true} : (tensor<2x8xf32>, tensor<f32>) -> tensor<2x8xf32> loc("mod")
  return
}

// CHECK-LABEL: func.func @axis
func.func @axis(%x: tensor<2x8xf32>) {
  // CHECK: top.CumSum({{.*}}) {axis = 1 : i64, exclusive = true, reverse = true} {{.*}} loc("sums")
  %0 = top.CumSum(%x) {axis = 1 : i64, exclusive = true, reverse = true} : (tensor<2x8xf32>) -> tensor<2x8xf32> loc("sums")
  // CHECK: top.Arg({{.*}}) {axis = 1 : i64, keepdims = false, mode = #top<arg_mode min>, select_last_index = true} {{.*}} -> tensor<2xf32> loc("arg")
  %1 = top.Arg(%x) {axis = 1 : i64, mode = #top<arg_mode min>, keepdims = false, select_last_index = true} : (tensor<2x8xf32>) -> tensor<2xf32> loc("arg")
  // CHECK: top.TopK({{.*}}) {axis = 1 : i64, k = 8 : i64, largest = false, what = #top<topk_output indices>} {{.*}} loc("sorted")
  %2 = top.TopK(%x) {axis = 1 : i64, k = 8 : i64, largest = false, what = #top<topk_output indices>} : (tensor<2x8xf32>) -> tensor<2x8xf32> loc("sorted")
  return
}

// CHECK-LABEL: func.func @places
func.func @places(%x: tensor<2x8x4xf32>, %i: tensor<3x2xf32>, %e: tensor<2x3x4xf32>, %b: tensor<2x3x1xf32>, %u: tensor<3x4xf32>) {
  // CHECK: top.Gather({{.*}}) {axis = 1 : i64} {{.*}} -> tensor<2x3x2x4xf32> loc("gather")
  %0 = top.Gather(%x, %i) {axis = 1 : i64} : (tensor<2x8x4xf32>, tensor<3x2xf32>) -> tensor<2x3x2x4xf32> loc("gather")
  // CHECK: top.GatherElements({{.*}}) {axis = 1 : i64} {{.*}} loc("elements")
  %1 = top.GatherElements(%x, %e) {axis = 1 : i64} : (tensor<2x8x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32> loc("elements")
  // CHECK: top.GatherND({{.*}}) {batch_dims = 1 : i64} {{.*}} -> tensor<2x3x4xf32> loc("nd")
  %2 = top.GatherND(%x, %b) {batch_dims = 1 : i64} : (tensor<2x8x4xf32>, tensor<2x3x1xf32>) -> tensor<2x3x4xf32> loc("nd")
  // CHECK: top.ScatterElements({{.*}}) {axis = 1 : i64, mode = #top<scatter_mode max>} {{.*}} loc("put")
  %3 = top.ScatterElements(%x, %e, %e) {axis = 1 : i64, mode = #top<scatter_mode max>} : (tensor<2x8x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x8x4xf32> loc("put")
  // CHECK: top.ScatterND({{.*}}) : (tensor<2x8x4xf32>, tensor<3x2xf32>, tensor<3x4xf32>) -> tensor<2x8x4xf32> loc("put_nd")
  %4 = top.ScatterND(%x, %i, %u) : (tensor<2x8x4xf32>, tensor<3x2xf32>, tensor<3x4xf32>) -> tensor<2x8x4xf32> loc("put_nd")
  return
}
