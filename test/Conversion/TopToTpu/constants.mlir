// Constant operands where activations are usual, and activations where constants are.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefix=DATA

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// A constant that is not per channel has a type of its own: i8 over its largest magnitude.
// CHECK-LABEL: func.func @add(
// BM1684: %[[C:.*]] = top.Weight {{.*}} : tensor<2x!quant.uniform<i8:f32, 0.0039370{{[0-9]*}}>> loc("a_rhs_i8")
// BM1684: tpu.Add(%{{.*}}, %[[C]]) {requant = #tpu.requant<MultiplierShift,
// BM1684X: %[[C:.*]] = top.Weight {{.*}} : tensor<2x!quant.uniform<i8:f32, 0.0039370{{[0-9]*}}>> loc("a_rhs_i8")
// BM1684X: tpu.Add(%{{.*}}, %[[C]]) {requant = #tpu.requant<MultiplierShift,
// BM1684X: tpu.Mul({{.*}} -> tensor<1x3x2x!quant.uniform
// CV18: tpu.Add({{.*}} -> tensor<1x3x2xbf16>
// CV18: tpu.Mul({{.*}} -> tensor<1x3x2xbf16>
func.func @add(%arg0: tensor<1x3x2xf32>) -> tensor<1x3x2x!y> {
  %0 = top.Input(%arg0) : (tensor<1x3x2xf32>) -> tensor<1x3x2x!x> loc("x")
  %c = top.Weight {value = dense_resource<c> : tensor<2xf32>} : tensor<2xf32> loc("c")
  %1 = top.Add(%0, %c) : (tensor<1x3x2x!x>, tensor<2xf32>) -> tensor<1x3x2x!y> loc("a")
  %2 = top.Mul(%1, %c) : (tensor<1x3x2x!y>, tensor<2xf32>) -> tensor<1x3x2x!y> loc("m")
  return %2 : tensor<1x3x2x!y>
}

// Zeros have no scale; a difference with a constant, a maximum, a join are floats.
// CHECK-LABEL: func.func @floats(
// BM1684X: tpu.Add({{.*}} -> tensor<1x3x2xf16> loc("z")
// BM1684X: tpu.Sub({{.*}} -> tensor<1x3x2xf16> loc("s")
// BM1684X: tpu.Max({{.*}} -> tensor<1x3x2xf16> loc("k")
// BM1684X: tpu.Concat({{.*}} -> tensor<2x3x2xf16> loc("j")
// CV18: tpu.Sub({{.*}} -> tensor<1x3x2xbf16> loc("s")
func.func @floats(%arg0: tensor<1x3x2xf32>) -> tensor<2x3x2x!y> {
  %0 = top.Input(%arg0) : (tensor<1x3x2xf32>) -> tensor<1x3x2x!x> loc("x")
  %c = top.Weight {value = dense_resource<c2> : tensor<2xf32>} : tensor<2xf32> loc("c")
  %z = top.Weight {value = dense_resource<zeros> : tensor<2xf32>} : tensor<2xf32> loc("zeros")
  %w = top.Weight {value = dense_resource<w> : tensor<1x3x2xf32>} : tensor<1x3x2xf32> loc("w")
  %1 = top.Add(%0, %z) : (tensor<1x3x2x!x>, tensor<2xf32>) -> tensor<1x3x2x!y> loc("z")
  %2 = top.Sub(%1, %c) : (tensor<1x3x2x!y>, tensor<2xf32>) -> tensor<1x3x2x!y> loc("s")
  %3 = top.Max(%2, %c) : (tensor<1x3x2x!y>, tensor<2xf32>) -> tensor<1x3x2x!y> loc("k")
  %4 = top.Concat(%3, %w) {axis = 0 : i64} : (tensor<1x3x2x!y>, tensor<1x3x2xf32>) -> tensor<2x3x2x!y> loc("j")
  return %4 : tensor<2x3x2x!y>
}

// A layer of a constant alone (usually folded before).
// CHECK-LABEL: func.func @alone(
// BM1684: tpu.Permute({{.*}} : (tensor<1x3x2xf32>) -> tensor<1x2x3xf32> loc("p")
// BM1684X: tpu.Permute({{.*}} : (tensor<1x3x2xf16>) -> tensor<1x2x3xf16> loc("p")
// CHECK: tpu.Reshape({{.*}} loc("r")
func.func @alone() -> (tensor<1x2x3x!x>, tensor<6xf32>) {
  %w = top.Weight {value = dense_resource<w2> : tensor<1x3x2xf32>} : tensor<1x3x2xf32> loc("w")
  %0 = top.Permute(%w) {order = array<i64: 0, 2, 1>} : (tensor<1x3x2xf32>) -> tensor<1x2x3x!x> loc("p")
  %1 = top.Reshape(%w) {shape = array<i64: 6>} : (tensor<1x3x2xf32>) -> tensor<6xf32> loc("r")
  return %0, %1 : tensor<1x2x3x!x>, tensor<6xf32>
}

// A computed bias has no INT8 form.
// CHECK-LABEL: func.func @computed_bias(
// BM1684X: tpu.Conv2D({{.*}} : (tensor<1x1x2x2xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
// CV18: tpu.Conv2D({{.*}} : (tensor<1x1x2x2xbf16>, tensor<2x1x1x1xbf16>, tensor<2xf32>) -> tensor<1x2x2x2xbf16>
func.func @computed_bias(%arg0: tensor<1x1x2x2xf32>, %arg1: tensor<2xf32>) -> tensor<1x2x2x2x!y> {
  %0 = top.Input(%arg0) : (tensor<1x1x2x2xf32>) -> tensor<1x1x2x2x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<2xf32>) -> tensor<2x!x> loc("b")
  %w = top.Weight {value = dense_resource<w3> : tensor<2x1x1x1xf32>} : tensor<2x1x1x1xf32> loc("w")
  %2 = top.Conv(%0, %w, %1) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x2x2x!x>, tensor<2x1x1x1xf32>, tensor<2x!x>) -> tensor<1x2x2x2x!y> loc("cv")
  return %2 : tensor<1x2x2x2x!y>
}

// DATA: a_rhs_i8: "0x010000007FC0"

{-#
  dialect_resources: {
    builtin: {
      c: "0x040000000000003F000080BE",
      c2: "0x040000000000003F000080BE",
      zeros: "0x040000000000000000000000",
      w: "0x04000000000000000000803F0000004000004040000080400000A040",
      w2: "0x04000000000000000000803F0000004000004040000080400000A040",
      w3: "0x040000000000803F00000040"
    }
  }
#-}
