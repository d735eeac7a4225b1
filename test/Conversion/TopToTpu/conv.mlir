// Convolutions in INT8: types, weights, biases and requantization (numerics text, 4.2). The integers
// were computed from the text by other means.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefix=BM1684-DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefix=BM1684X-DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefix=CV18-DATA

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// CHECK-LABEL: func.func @conv
// CHECK: %[[X:.*]] = tpu.Cast(%{{.*}}) : {{.*}} loc("xc_si8")
// BM1684: %[[W:.*]] = top.Weight {{.*}} : tensor<3x2x1x1x!quant.uniform<i8:f32, 0.01171875{{[0-9]*}}>> loc("c_filter_int8")
// BM1684: %[[B:.*]] = top.Weight {{.*}} : tensor<3xi16> loc("c_bias_int16")
// BM1684: tpu.Conv2D(%[[X]], %[[W]], %[[B]])
// BM1684-SAME: requant = #tpu.requant<OnlyShift, [1], [7], HalfUp>
// BM1684X: %[[W:.*]] = top.Weight {{.*}} : tensor<3x2x1x1x!quant.uniform<i8:f32:0, {{[{]}}0.0039370{{[0-9]*}},0.0098425{{[0-9]*}},1.5748{{[0-9]*}}E-5{{[}]}}>> loc("c_filter_i8")
// BM1684X: %[[B:.*]] = top.Weight {{.*}} : tensor<3xi32> loc("c_bias_int32")
// BM1684X: tpu.Conv2D(%[[X]], %[[W]], %[[B]])
// BM1684X-SAME: requant = #tpu.requant<MultiplierShift, [704555, 3522775, 11273], [28, 29, 30], HalfUp>
// CV18: %[[W:.*]] = top.Weight {{.*}} loc("c_filter_i8")
// CV18: %[[B:.*]] = top.Weight {{.*}} : tensor<3xi32> loc("c_bias_int32")
// CV18: tpu.Conv2D(%[[X]], %[[W]], %[[B]])
// CV18-SAME: requant = #tpu.requant<QDM, [1442928640, 1803660800, 1477559040], [8, 7, 16], HalfAwayFromZero>
// CHECK-SAME: -> tensor<1x3x4x4x!quant.uniform<i8:f32, 0.047244
// CHECK-SAME: loc("c")
// CHECK-NEXT: %[[R:.*]] = tpu.Cast({{.*}} -> tensor<1x3x4x4xf32> loc("c_f32")
// CHECK-NEXT: return %[[R]]
func.func @conv(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<3x2x1x1xf32>} : tensor<3x2x1x1xf32> loc("w")
  %b = top.Weight {value = dense_resource<b> : tensor<3xf32>} : tensor<3xf32> loc("b")
  %1 = top.Conv(%0, %w, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x3x4x4x!y> loc("c")
  return %1 : tensor<1x3x4x4x!y>
}

// Without negative weights and without a bias, bm1684x has unsigned weights. The limit of a fused
// ReLU6 is the saturation of the result.
// CHECK-LABEL: func.func @unsigned
// BM1684: : tensor<3x2x1x1x!quant.uniform<i8:f32, {{.*}} loc("d_filter_int8")
// BM1684X: : tensor<3x2x1x1x!quant.uniform<u8:f32:0, {{.*}} loc("d_filter_u8")
// CV18: : tensor<3x2x1x1x!quant.uniform<i8:f32:0, {{.*}} loc("d_filter_i8")
// CHECK: tpu.Conv2D
// CHECK-NOT: relu_limit
// CHECK-SAME: do_relu = true
// BM1684X-SAME: requant = #tpu.requant<MultiplierShift, [21931, 109655, 3579], [24, 25, 29], HalfUp>
func.func @unsigned(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<wu> : tensor<3x2x1x1xf32>} : tensor<3x2x1x1xf32> loc("wu")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1xf32>) -> tensor<1x3x4x4x!y> loc("d")
  return %1 : tensor<1x3x4x4x!y>
}

// One dimension is a convolution of rank 3.
// CHECK-LABEL: func.func @one_dimension
// CHECK: tpu.Conv2D({{.*}} -> tensor<1x3x4x!quant.uniform
func.func @one_dimension(%arg0: tensor<1x2x4xf32>) -> tensor<1x3x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4xf32>) -> tensor<1x2x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w1> : tensor<3x2x1xf32>} : tensor<3x2x1xf32> loc("w1")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1>, strides = array<i64: 1>, pads = array<i64: 0, 0>} : (tensor<1x2x4x!x>, tensor<3x2x1xf32>) -> tensor<1x3x4x!y> loc("e")
  return %1 : tensor<1x3x4x!y>
}

// Three: bm1684x sums in i32 and requantizes apart, cv18xx computes in BF16.
// CHECK-LABEL: func.func @three_dimensions
// BM1684: tpu.Conv3D({{.*}} -> tensor<1x3x2x4x4x!quant.uniform
// BM1684X: tpu.Cast({{.*}} loc("xf_int32_si8")
// BM1684X: %[[S:.*]] = tpu.Conv3D({{.*}} -> tensor<1x3x2x4x4xi32> loc("f_int32")
// BM1684X: tpu.Requant(%[[S]]) {{.*}}HalfAwayFromZero{{.*}} loc("f")
// CV18: tpu.Conv3D({{.*}} : (tensor<1x2x2x4x4xbf16>, tensor<3x2x1x1x1xbf16>, tensor<3xf32>) -> tensor<1x3x2x4x4xbf16> loc("f")
func.func @three_dimensions(%arg0: tensor<1x2x2x4x4xf32>) -> tensor<1x3x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x2x4x4xf32>) -> tensor<1x2x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w3> : tensor<3x2x1x1x1xf32>} : tensor<3x2x1x1x1xf32> loc("w3")
  %b = top.Weight {value = dense_resource<b3> : tensor<3xf32>} : tensor<3xf32> loc("b3")
  %1 = top.Conv(%0, %w, %b) {kernel_shape = array<i64: 1, 1, 1>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0, 0, 0>} : (tensor<1x2x2x4x4x!x>, tensor<3x2x1x1x1xf32>, tensor<3xf32>) -> tensor<1x3x2x4x4x!y> loc("f")
  return %1 : tensor<1x3x2x4x4x!y>
}

// A computed filter has no INT8 form.
// CHECK-LABEL: func.func @computed_filter
// BM1684: tpu.Conv2D({{.*}} : (tensor<1x2x4x4xf32>, tensor<3x2x1x1xf32>)
// BM1684X: tpu.Conv2D({{.*}} : (tensor<1x2x4x4xf32>, tensor<3x2x1x1xf32>)
// CV18: tpu.Conv2D({{.*}} : (tensor<1x2x4x4xbf16>, tensor<3x2x1x1xbf16>)
func.func @computed_filter(%arg0: tensor<1x2x4x4xf32>, %arg1: tensor<3x2x1x1xf32>) -> tensor<1x3x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<3x2x1x1xf32>) -> tensor<3x2x1x1x!x> loc("k")
  %2 = top.Conv(%0, %1) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<3x2x1x1x!x>) -> tensor<1x3x4x4x!y> loc("g")
  return %2 : tensor<1x3x4x4x!y>
}

// The integers.
// BM1684-DATA-DAG: c_filter_int8: "0x010000002BE6066B0000"
// BM1684-DATA-DAG: c_bias_int16: "0x020000000F01D5EA0000"
// BM1684X-DATA-DAG: c_filter_i8: "0x010000007FB4077F407F"
// BM1684X-DATA-DAG: c_bias_int32: "0x0400000026030000CCE6FFFF00000000"
// BM1684X-DATA-DAG: d_filter_u8: "0x01000000FF990EFF64C8"
// CV18-DATA-DAG: c_filter_i8: "0x010000007FB4077F407F"
// CV18-DATA-DAG: c_bias_int32: "0x0400000026030000CCE6FFFF00000000"

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000003F9A9999BE295C8F3D0000A03F6F12833A6F12033B",
      w1: "0x040000000000003F9A9999BE295C8F3D0000A03F6F12833A6F12033B",
      w3: "0x040000000000003F9A9999BE295C8F3D0000A03F6F12833A6F12033B",
      b: "0x04000000CDCCCC3D000000C000000000",
      b3: "0x04000000CDCCCC3D000000C000000000",
      wu: "0x040000000000003F9A99993E295C8F3D0000A03F6F12833A6F12033B"
    }
  }
#-}
