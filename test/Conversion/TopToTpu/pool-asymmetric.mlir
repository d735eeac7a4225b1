// Asymmetric average pools of bm1684x: scale and offset of the reference's `pool` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s

!x = !quant.calibrated<f32<-4.4349607:4.7189721>>
!o = !quant.calibrated<f32<-1.6821356:1.3966035>>

// CHECK-LABEL: func.func @average
// CHECK: tpu.AvgPool{{.*}}offset = 22.893093{{[0-9]*}} : f64{{.*}}scale = 0.330363{{[0-9]*}} : f64
func.func @average(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!o> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x6x13x13x!x>) -> tensor<1x6x13x13x!o> loc("ap3")
  return %1 : tensor<1x6x13x13x!o>
}

// Windows that leave a row out are computed in F32.
// CHECK-LABEL: func.func @odd
// CHECK: tpu.AvgPool{{.*}} : (tensor<1x6x13x13xf32>) -> tensor<1x6x6x6xf32>
func.func @odd(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x6x6x!o> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x6x13x13x!x>) -> tensor<1x6x6x6x!o> loc("ap")
  return %1 : tensor<1x6x6x6x!o>
}

// With the last windows beyond the end nothing is left out.
// CHECK-LABEL: func.func @ceil
// CHECK: tpu.AvgPool{{.*}} : (tensor<1x6x13x13x!quant.uniform{{.*}}>) -> tensor<1x6x7x7x!quant.uniform
func.func @ceil(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x7x7x!o> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true} : (tensor<1x6x13x13x!x>) -> tensor<1x6x7x7x!o> loc("ap")
  return %1 : tensor<1x6x7x7x!o>
}
