// What the chips have instead of some Top ops (numerics text, 7).
// RUN: tpuc-opt %s --top-legalize-for-chip="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --top-legalize-for-chip="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --top-legalize-for-chip="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --top-legalize-for-chip="chip=bm1684x" | FileCheck %s --check-prefix=DATA

// A constant per channel: a Scale on bm1684, a depthwise convolution elsewhere. Name, calibrated type
// and activation stay.
// CHECK-LABEL: func.func @add(
// BM1684: top.Scale({{.*}}do_relu = true{{.*}} -> tensor<1x2x4x4x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("y")
// BM1684X: top.Conv({{.*}}do_relu = true, group = 2 : i64, kernel_shape = array<i64: 1, 1>{{.*}} -> tensor<1x2x4x4x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("y")
// CV18: top.Conv({{.*}} loc("y")
// CHECK-NOT: top.Add
func.func @add(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!quant.calibrated<f32<-4.0:4.0>>> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %w = top.Weight {value = dense_resource<c> : tensor<1x2x1x1xf32>} : tensor<1x2x1x1xf32> loc("c")
  %1 = top.Add(%0, %w) {do_relu = true} : (tensor<1x2x4x4xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("y")
  return %1 : tensor<1x2x4x4x!quant.calibrated<f32<-4.0:4.0>>>
}

// CHECK-LABEL: func.func @mul(
// CHECK: : tensor<2{{.*}}xf32> loc("m_{{.*}}
// BM1684: top.Scale({{.*}} loc("m")
// BM1684X: top.Conv({{.*}} loc("m")
func.func @mul(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %w = top.Weight {value = dense_resource<d> : tensor<2x1x1xf32>} : tensor<2x1x1xf32> loc("d")
  %1 = top.Mul(%0, %w) : (tensor<1x2x4x4xf32>, tensor<2x1x1xf32>) -> tensor<1x2x4x4xf32> loc("m")
  return %1 : tensor<1x2x4x4xf32>
}

// Constants of another shape stay.
// CHECK-LABEL: func.func @other_constant(
// CHECK: top.Add({{.*}} : (tensor<1x2x4x2xf32>, tensor<2xf32>)
func.func @other_constant(%arg0: tensor<1x2x4x2xf32>) -> tensor<1x2x4x2xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x2xf32>) -> tensor<1x2x4x2xf32> loc("x")
  %w = top.Weight {value = dense_resource<e> : tensor<2xf32>} : tensor<2xf32> loc("e")
  %1 = top.Add(%0, %w) : (tensor<1x2x4x2xf32>, tensor<2xf32>) -> tensor<1x2x4x2xf32> loc("o")
  return %1 : tensor<1x2x4x2xf32>
}

// CHECK-LABEL: func.func @square(
// CHECK: top.Mul(%[[X:.*]], %[[X]]) {{.*}} loc("p")
// CHECK: top.Pow({{.*}} loc("q")
func.func @square(%arg0: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %0 = top.Input(%arg0) : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("x")
  %1 = top.Pow(%0) {const_val = 2.0 : f64} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("p")
  %2 = top.Pow(%0) {const_val = 3.0 : f64} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("q")
  return %1, %2 : tensor<1x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: func.func @upsample(
// BM1684: top.Upsample
// BM1684X: top.Upsample
// CV18: top.Deconv({{.*}}group = 2 : i64, kernel_shape = array<i64: 2, 3>{{.*}}strides = array<i64: 2, 3>{{.*}} loc("up")
func.func @upsample(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x8x12xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %1 = top.Upsample(%0) {scale_h = 2 : i64, scale_w = 3 : i64} : (tensor<1x2x4x4xf32>) -> tensor<1x2x8x12xf32> loc("up")
  return %1 : tensor<1x2x8x12xf32>
}

// bm1684x reads a transposed right side in place; one that something else uses stays.
// CHECK-LABEL: func.func @transpose(
// BM1684: top.Permute
// BM1684X-NOT: top.Permute
// BM1684X: top.MatMul({{.*}}right_transpose = true
// CV18: top.Permute
// CHECK: top.Permute({{.*}} loc("kept")
// CHECK: top.MatMul({{.*}} loc("n")
func.func @transpose(%arg0: tensor<1x4x6xf32>) -> (tensor<1x4x4xf32>, tensor<1x6x4xf32>, tensor<1x4x4xf32>) {
  %0 = top.Input(%arg0) : (tensor<1x4x6xf32>) -> tensor<1x4x6xf32> loc("x")
  %1 = top.Permute(%0) {order = array<i64: 0, 2, 1>} : (tensor<1x4x6xf32>) -> tensor<1x6x4xf32> loc("t")
  %2 = top.MatMul(%0, %1) : (tensor<1x4x6xf32>, tensor<1x6x4xf32>) -> tensor<1x4x4xf32> loc("m")
  %3 = top.Permute(%0) {order = array<i64: 0, 2, 1>} : (tensor<1x4x6xf32>) -> tensor<1x6x4xf32> loc("kept")
  %4 = top.MatMul(%0, %3) : (tensor<1x4x6xf32>, tensor<1x6x4xf32>) -> tensor<1x4x4xf32> loc("n")
  return %2, %3, %4 : tensor<1x4x4xf32>, tensor<1x6x4xf32>, tensor<1x4x4xf32>
}

// DATA-DAG: y_to_weight: "0x040000000000803F0000803F"
// DATA-DAG: y_to_bias: "0x040000000000003F000080BE"
// DATA-DAG: m_to_weight: "0x040000000000003F000080BE"
// DATA-DAG: m_to_bias: "0x040000000000000000000000"

{-#
  dialect_resources: {
    builtin: {
      c: "0x040000000000003F000080BE",
      d: "0x040000000000003F000080BE",
      e: "0x040000000000003F000080BE"
    }
  }
#-}
