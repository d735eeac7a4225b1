// Ops about places and truth are floats; places are f32 on every chip.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-4.0:4.0>>
!b = !quant.calibrated<f32<0.0:1.0>>
!i = !quant.calibrated<f32<0.0:7.0>>

// CHECK-LABEL: func.func @masked(
// BM1684: tpu.Compare({{.*}}mode = #top<compare_mode gt>{{.*}} -> tensor<1x8xf32> loc("gt")
// BM1684X: tpu.Compare({{.*}}mode = #top<compare_mode gt>{{.*}} -> tensor<1x8xf16> loc("gt")
// CV18: tpu.Compare({{.*}}mode = #top<compare_mode gt>{{.*}} -> tensor<1x8xbf16> loc("gt")
// BM1684: tpu.Where({{.*}} -> tensor<1x8xf32> loc("where")
// BM1684X: tpu.Where({{.*}} -> tensor<1x8xf16> loc("where")
// CV18: tpu.Where({{.*}} -> tensor<1x8xbf16> loc("where")
func.func @masked(%arg0: tensor<1x8xf32>, %arg1: tensor<1x8xf32>) -> tensor<1x8x!x> {
  %0 = top.Input(%arg0) : (tensor<1x8xf32>) -> tensor<1x8x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x8xf32>) -> tensor<1x8x!x> loc("y")
  %2 = top.Compare(%0, %1) {mode = #top<compare_mode gt>} : (tensor<1x8x!x>, tensor<1x8x!x>) -> tensor<1x8x!b> loc("gt")
  %3 = top.Where(%2, %0, %1) : (tensor<1x8x!b>, tensor<1x8x!x>, tensor<1x8x!x>) -> tensor<1x8x!x> loc("where")
  return %3 : tensor<1x8x!x>
}

// Places are computed in f32 whatever the chip has, and stay so.
// CHECK-LABEL: func.func @best(
// CHECK: tpu.Arg({{.*}} : (tensor<1x8xf32>) -> tensor<1xf32> loc("arg")
// CHECK: tpu.TopK({{.*}}what = #top<topk_output indices>{{.*}} : (tensor<1x8xf32>) -> tensor<1x2xf32> loc("places")
// BM1684: tpu.TopK({{.*}}what = #top<topk_output values>{{.*}} -> tensor<1x2xf32> loc("values")
// BM1684X: tpu.TopK({{.*}}what = #top<topk_output values>{{.*}} -> tensor<1x2xf16> loc("values")
// CV18: tpu.TopK({{.*}}what = #top<topk_output values>{{.*}} -> tensor<1x2xbf16> loc("values")
func.func @best(%arg0: tensor<1x8xf32>) -> (tensor<1x!i>, tensor<1x2x!i>, tensor<1x2x!x>) {
  %0 = top.Input(%arg0) : (tensor<1x8xf32>) -> tensor<1x8x!x> loc("x")
  %1 = top.Arg(%0) {axis = 1 : i64, mode = #top<arg_mode max>, keepdims = false} : (tensor<1x8x!x>) -> tensor<1x!i> loc("arg")
  %2 = top.TopK(%0) {axis = 1 : i64, k = 2 : i64, what = #top<topk_output indices>} : (tensor<1x8x!x>) -> tensor<1x2x!i> loc("places")
  %3 = top.TopK(%0) {axis = 1 : i64, k = 2 : i64, what = #top<topk_output values>} : (tensor<1x8x!x>) -> tensor<1x2x!x> loc("values")
  return %1, %2, %3 : tensor<1x!i>, tensor<1x2x!i>, tensor<1x2x!x>
}

// Indices that are inputs stay f32. Constant ones are a move of integers on cv18xx.
// CHECK-LABEL: func.func @gather(
// BM1684: tpu.Gather({{.*}} : (tensor<4x8xf32>, tensor<2xf32>) -> tensor<2x8xf32> loc("dynamic")
// BM1684X: tpu.Gather({{.*}} : (tensor<4x8xf16>, tensor<2xf32>) -> tensor<2x8xf16> loc("dynamic")
// CV18: tpu.Gather({{.*}} : (tensor<4x8xbf16>, tensor<2xf32>) -> tensor<2x8xbf16> loc("dynamic")
// BM1684: tpu.Gather({{.*}} -> tensor<3x8xf32> loc("static")
// BM1684X: tpu.Gather({{.*}} -> tensor<3x8xf16> loc("static")
// CV18: tpu.Gather({{.*}} : (tensor<4x8x[[Q:!quant.uniform<i8:f32, [0-9.e-]*>]]>, tensor<3xf32>) -> tensor<3x8x[[Q]]> loc("static")
func.func @gather(%arg0: tensor<4x8xf32>, %arg1: tensor<2xf32>) -> (tensor<2x8x!x>, tensor<3x8x!x>) {
  %0 = top.Input(%arg0) : (tensor<4x8xf32>) -> tensor<4x8x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<2xf32>) -> tensor<2x!i> loc("ids")
  %2 = top.Gather(%0, %1) {axis = 0 : i64} : (tensor<4x8x!x>, tensor<2x!i>) -> tensor<2x8x!x> loc("dynamic")
  %w = top.Weight {value = dense<[3.0, 0.0, 1.0]> : tensor<3xf32>} : tensor<3xf32> loc("w")
  %3 = top.Gather(%0, %w) {axis = 0 : i64} : (tensor<4x8x!x>, tensor<3xf32>) -> tensor<3x8x!x> loc("static")
  return %2, %3 : tensor<2x8x!x>, tensor<3x8x!x>
}

// Places that are computed are not quantized where the chip has f32.
// CHECK-LABEL: func.func @computed(
// BM1684: tpu.MulConst({{.*}} : (tensor<2xf32>) -> tensor<2xf32> loc("twice")
// BM1684X: tpu.MulConst({{.*}} : (tensor<2xf32>) -> tensor<2xf32> loc("twice")
// BM1684X: tpu.Gather({{.*}} : (tensor<4x8xf16>, tensor<2xf32>) -> tensor<2x8xf16> loc("rows")
// CHECK: tpu.{{MulConst|Lut}}({{.*}} -> tensor<2x8x!quant.uniform<i8:f32, {{.*}} loc("values")
func.func @computed(%arg0: tensor<4x8xf32>, %arg1: tensor<2xf32>) -> tensor<2x8x!x> {
  %0 = top.Input(%arg0) : (tensor<4x8xf32>) -> tensor<4x8x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<2xf32>) -> tensor<2x!i> loc("half")
  %2 = top.MulConst(%1) {const_val = 2.0 : f64} : (tensor<2x!i>) -> tensor<2x!i> loc("twice")
  %3 = top.Gather(%0, %2) {axis = 0 : i64} : (tensor<4x8x!x>, tensor<2x!i>) -> tensor<2x8x!x> loc("rows")
  %4 = top.MulConst(%3) {const_val = 0.5 : f64} : (tensor<2x8x!x>) -> tensor<2x8x!x> loc("values")
  return %4 : tensor<2x8x!x>
}
