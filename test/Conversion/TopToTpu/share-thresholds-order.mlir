// The order of threshold sharing (numerics text, 2): readers come before what they read.
// RUN: tpuc-opt %s --top-share-thresholds="chip=bm1684x" %named | FileCheck %s
// RUN: tpuc-opt %s --top-share-thresholds="chip=bm1688" %named | FileCheck %s

!a = !quant.calibrated<f32<-1.0:1.0>>
!b = !quant.calibrated<f32<-2.0:2.0>>
!c = !quant.calibrated<f32<-3.0:3.0>>
!d = !quant.calibrated<f32<-5.0:5.0>>

// S3: of nested Concats the outer one decides for all parts.
// CHECK-LABEL: func.func @nested
// CHECK-COUNT-5: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>>
func.func @nested(%arg0: tensor<1x2xf32>, %arg1: tensor<1x2xf32>, %arg2: tensor<1x2xf32>) -> tensor<1x6x!d> {
  %0 = top.Input(%arg0) : (tensor<1x2xf32>) -> tensor<1x2x!a> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x2xf32>) -> tensor<1x2x!b> loc("y")
  %2 = top.Input(%arg2) : (tensor<1x2xf32>) -> tensor<1x2x!a> loc("z")
  %3 = top.Concat(%0, %1) {axis = 1 : i64} : (tensor<1x2x!a>, tensor<1x2x!b>) -> tensor<1x4x!c> loc("inner")
  %4 = top.Concat(%3, %2) {axis = 1 : i64} : (tensor<1x4x!c>, tensor<1x2x!a>) -> tensor<1x6x!d> loc("outer")
  return %4 : tensor<1x6x!d>
}

// S2: a negative scalar is a signed factor, a positive one or a longer weight is none.
// CHECK-LABEL: func.func @scalar_factors
// CHECK: quant.calibrated<f32<-0.2{{[0-9]*}}:2.000000e+00>>> loc("negative")
// CHECK: quant.calibrated<f32<0.000000e+00:2.000000e+00>>> loc("positive")
// CHECK: quant.calibrated<f32<0.000000e+00:2.000000e+00>>> loc("vector")
func.func @scalar_factors(%arg0: tensor<1x2xf32>)
    -> (tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>, tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>, tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>) {
  %0 = top.Input(%arg0) : (tensor<1x2xf32>) -> tensor<1x2x!a> loc("x")
  %n = top.Weight {value = dense<-2.0> : tensor<1x1xf32>} : tensor<1x1xf32> loc("n")
  %p = top.Weight {value = dense<2.0> : tensor<1x1xf32>} : tensor<1x1xf32> loc("p")
  %v = top.Weight {value = dense<[-2.0, -3.0]> : tensor<2xf32>} : tensor<2xf32> loc("v")
  %1 = top.Mul(%0, %n) : (tensor<1x2x!a>, tensor<1x1xf32>) -> tensor<1x2x!quant.calibrated<f32<0.0:2.0>>> loc("negative")
  %2 = top.Mul(%0, %p) : (tensor<1x2x!a>, tensor<1x1xf32>) -> tensor<1x2x!quant.calibrated<f32<0.0:2.0>>> loc("positive")
  %3 = top.Mul(%0, %v) : (tensor<1x2x!a>, tensor<2xf32>) -> tensor<1x2x!quant.calibrated<f32<0.0:2.0>>> loc("vector")
  return %1, %2, %3 : tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>, tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>, tensor<1x2x!quant.calibrated<f32<0.0:2.0>>>
}
