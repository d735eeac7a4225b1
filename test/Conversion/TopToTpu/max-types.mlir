// Quirk Q1: on bm1684 the result of Max and Min has the asymmetric type of its range. What follows
// has the symmetric type of the same range, and takes the integers as they are, but for Concat,
// which rescales them; a float Max is quantized symmetrically.
// RUN: split-file %s %t
// RUN: tpuc-opt %t/int8.mlir --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefix=INT8
// RUN: tpuc-opt %t/int8.mlir --convert-top-to-tpu="chip=bm1684 qtable=%t/max.qtable" %named | FileCheck %s --check-prefix=FLOAT

// INT8: tpu.Max({{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 0.9960784{{[0-9]*}}:-1>> loc("max")
// INT8-NEXT: tpu.Relu({{.*}} : (tensor<1x4x!quant.uniform<i8:f32, 0.9960784{{[0-9]*}}:-1>>) -> tensor<1x4x!quant.uniform<i8:f32, 1.000000e+00>> loc("relu")
// INT8-NEXT: tpu.Requant({{.*}} loc("max_to_cat")
// INT8-NEXT: tpu.Concat(

// FLOAT: tpu.Max({{.*}} -> tensor<1x4xf32> loc("max")
// FLOAT-NEXT: tpu.Cast({{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 1.000000e+00>>
// FLOAT-NEXT: tpu.Relu(

//--- int8.mlir
!x = !quant.calibrated<f32<-127.0:127.0>>
func.func @main(%arg0: tensor<1x4xf32>, %arg1: tensor<1x4xf32>) -> tensor<1x8x!x> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4x!x> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x4xf32>) -> tensor<1x4x!x> loc("b")
  %2 = top.Max(%0, %1) : (tensor<1x4x!x>, tensor<1x4x!x>) -> tensor<1x4x!x> loc("max")
  %3 = top.Relu(%2) : (tensor<1x4x!x>) -> tensor<1x4x!x> loc("relu")
  %4 = top.Concat(%2, %3) {axis = 1 : i64} : (tensor<1x4x!x>, tensor<1x4x!x>) -> tensor<1x8x!x> loc("cat")
  return %4 : tensor<1x8x!x>
}

//--- max.qtable
max F32
