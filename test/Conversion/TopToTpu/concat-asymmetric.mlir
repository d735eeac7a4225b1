// With zero points operands are rescaled by RequantInt, which rounds half away from zero. Integers are
// those of the reference's `concat` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s

!x = !quant.calibrated<f32<-5.0492209:5.0638258>>
!y = !quant.calibrated<f32<-3.8916757:4.2606486>>

// CHECK-LABEL: func.func @two(
// CHECK: tpu.Requant({{.*}}) {requant = #tpu.requant<MultiplierShift, [103], [7], HalfAwayFromZero>} : (tensor<1x4x4x4x!quant.uniform<i8:f32, 0.031969899{{[0-9]*}}:-6>>) -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.039659{{[0-9]*}}:-1>>
func.func @two(%arg0: tensor<1x6x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> tensor<1x10x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!y> loc("y")
  %2 = top.Concat(%0, %1) {axis = 1 : i64} : (tensor<1x6x4x4x!x>, tensor<1x4x4x4x!y>) -> tensor<1x10x4x4x!x> loc("cc")
  return %2 : tensor<1x10x4x4x!x>
}
