// RUN: tpuc-opt %s -mlir-print-debuginfo | tpuc-opt %named | FileCheck %s
// Ops that find, read at and fill places.

// CHECK-LABEL: func.func @places
func.func @places(%x: tensor<1x4x6x6xf32>, %b: tensor<2x10x4xf32>, %s: tensor<2x3x10xf32>) {
  // CHECK: top.NonMaxSuppression({{.*}}) {iou_threshold = 5.000000e-01 : f64, max_output = 4 : i64} {{.*}} -> tensor<24x3xf32> loc("chosen")
  %0 = top.NonMaxSuppression(%b, %s) {max_output = 4 : i64, iou_threshold = 0.5 : f64}
    : (tensor<2x10x4xf32>, tensor<2x3x10xf32>) -> tensor<24x3xf32> loc("chosen")
  // CHECK: top.NonMaxSuppression({{.*}}) {center_point_box = true, max_output = 40 : i64, score_threshold = 1.000000e-01 : f64} {{.*}} -> tensor<60x3xf32> loc("all")
  %1 = top.NonMaxSuppression(%b, %s) {max_output = 40 : i64, score_threshold = 0.1 : f64, center_point_box = true}
    : (tensor<2x10x4xf32>, tensor<2x3x10xf32>) -> tensor<60x3xf32> loc("all")
  // CHECK: top.NonZero({{.*}}) : (tensor<1x4x6x6xf32>) -> tensor<4x144xf32> loc("nonzero")
  %2 = top.NonZero(%x) : (tensor<1x4x6x6xf32>) -> tensor<4x144xf32> loc("nonzero")
  // CHECK: top.MaxPoolIndices({{.*}}) {ceil_mode = true, {{.*}} -> tensor<1x4x2x3xf32> loc("indices")
  %3 = top.MaxPoolIndices(%x) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 4, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true}
    : (tensor<1x4x6x6xf32>) -> tensor<1x4x2x3xf32> loc("indices")
  // CHECK: top.MaxUnpool({{.*}}) {target_shape = array<i64: 7, 6>} {{.*}} -> tensor<1x4x7x6xf32> loc("unpooled")
  %4 = top.MaxUnpool(%3, %3) {target_shape = array<i64: 7, 6>}
    : (tensor<1x4x2x3xf32>, tensor<1x4x2x3xf32>) -> tensor<1x4x7x6xf32> loc("unpooled")
  // CHECK: top.CumProd({{.*}}) {axis = 3 : i64, exclusive = true} {{.*}} loc("products")
  %5 = top.CumProd(%x) {axis = 3 : i64, exclusive = true} : (tensor<1x4x6x6xf32>) -> tensor<1x4x6x6xf32> loc("products")
  return
}

// CHECK-LABEL: func.func @deformed
func.func @deformed(%x: tensor<1x4x6x6xf32>, %o: tensor<1x16x2x3xf32>, %m: tensor<1x8x2x3xf32>) {
  // CHECK: top.DeformGather({{.*}}) {dilations = array<i64: 2, 2>, {{.*}}offset_group = 2 : i64, {{.*}} -> tensor<1x4x4x6xf32> loc("gathered")
  %0 = top.DeformGather(%x, %o, %m) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 2>, pads = array<i64: 0, 0, 0, 1>, dilations = array<i64: 2, 2>, offset_group = 2 : i64}
    : (tensor<1x4x6x6xf32>, tensor<1x16x2x3xf32>, tensor<1x8x2x3xf32>) -> tensor<1x4x4x6xf32> loc("gathered")
  return
}
