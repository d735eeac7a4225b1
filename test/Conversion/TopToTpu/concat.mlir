// Concat: operands of another type than the result's are rescaled before it, on cv18xx within it.
// Integers are those of the reference's `concat` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F16" %named | FileCheck %s --check-prefixes=F16

!x = !quant.calibrated<f32<-5.0638258:5.0638258>>
!y = !quant.calibrated<f32<-4.2606486:4.2606486>>

// CHECK-LABEL: func.func @two(
// BM: %[[X:.*]] = tpu.Cast({{.*}} loc("xcc_si8")
// BM: %[[Y:.*]] = tpu.Cast({{.*}} loc("yy_to_cc_si8")
// BM: %[[T:.*]] = tpu.Requant(%[[Y]]) {requant = #tpu.requant<MultiplierShift, [27], [5], HalfUp>} {{.*}} loc("y_to_cc")
// BM: tpu.Concat(%[[X]], %[[T]]) {axis = 1 : i64}
// CV18: tpu.Concat({{.*}}) {axis = 1 : i64, requant = #tpu.requant<MultiplierShiftFloat, [1, 107], [0, 7], HalfUp>}
// F16-LABEL: func.func @two(
// F16: tpu.Concat({{.*}} -> tensor<1x10x4x4xf16> loc("cc")
func.func @two(%arg0: tensor<1x6x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> tensor<1x10x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!y> loc("y")
  %2 = top.Concat(%0, %1) {axis = 1 : i64} : (tensor<1x6x4x4x!x>, tensor<1x4x4x4x!y>) -> tensor<1x10x4x4x!x> loc("cc")
  return %2 : tensor<1x10x4x4x!x>
}

// Equal types are only joined.
// CHECK-LABEL: func.func @same(
// CHECK-NOT: tpu.Requant
// CHECK-NOT: requant
// CHECK: return
func.func @same(%arg0: tensor<1x6x4x4xf32>) -> tensor<1x12x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4x!x> loc("x")
  %1 = top.Concat(%0, %0) {axis = 1 : i64} : (tensor<1x6x4x4x!x>, tensor<1x6x4x4x!x>) -> tensor<1x12x4x4x!x> loc("cc")
  return %1 : tensor<1x12x4x4x!x>
}

// A value that is joined twice to one type is rescaled once.
// CHECK-LABEL: func.func @twice(
// BM-COUNT-1: tpu.Requant
// BM-NOT: tpu.Requant
// CHECK: return
func.func @twice(%arg0: tensor<1x6x4x4xf32>) -> (tensor<1x12x4x4x!y>, tensor<1x12x4x4x!y>) {
  %0 = top.Input(%arg0) : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4x!x> loc("x")
  %1 = top.Concat(%0, %0) {axis = 1 : i64} : (tensor<1x6x4x4x!x>, tensor<1x6x4x4x!x>) -> tensor<1x12x4x4x!y> loc("c1")
  %2 = top.Concat(%0, %0) {axis = 1 : i64} : (tensor<1x6x4x4x!x>, tensor<1x6x4x4x!x>) -> tensor<1x12x4x4x!y> loc("c2")
  return %1, %2 : tensor<1x12x4x4x!y>, tensor<1x12x4x4x!y>
}
