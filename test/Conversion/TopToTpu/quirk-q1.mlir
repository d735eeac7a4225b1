// Quirk Q1: on bm1684 Max stores an asymmetric type; what reads it computes as if that were symmetric.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s

!x = !quant.calibrated<f32<-4.8584370000000003:4.8584370000000003>>

// The integers go on as they are, and MulConst is derived from 4.858437 / 127 on both sides.
// CHECK-LABEL: func.func @read
// CHECK: tpu.Max({{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.038105388235294121:-1>>
// CHECK-NOT: tpu.Requant
// CHECK: tpu.Relu({{.*}} : (tensor<1x6x!quant.uniform<i8:f32, 0.038105388235294121:-1>>) -> tensor<1x6x!quant.uniform<i8:f32, 0.038255409448818903>>
// CHECK-NOT: tpu.Requant
// CHECK: tpu.MulConst({{.*}}#tpu.requant<MultiplierShift, [64], [6], HalfUp>
func.func @read(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> (tensor<1x6x!x>, tensor<1x6x!x>) {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("y")
  %2 = top.Max(%0, %1) : (tensor<1x6x!x>, tensor<1x6x!x>) -> tensor<1x6x!x> loc("m")
  %3 = top.Relu(%2) : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("r")
  %4 = top.MulConst(%2) {const_val = 1.0 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("c")
  return %3, %4 : tensor<1x6x!x>, tensor<1x6x!x>
}
