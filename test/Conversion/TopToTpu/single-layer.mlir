// One layer alone, as the search for sensitive layers lowers it: its operands are Inputs with the ranges
// that they have in the network. A range that expresses f16 or bf16 says how the producer is kept.
// RUN: tpuc-opt %s --split-input-file --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s

// CHECK-LABEL: func.func @quantized_from_f16
// CHECK-SAME: (%[[A:.*]]: tensor<1x6xf16> loc({{.*}})) -> tensor<1x6xf16>
// CHECK: top.Input(%[[A]]) : (tensor<1x6xf16>) -> tensor<1x6xf16>
// CHECK-NEXT: tpu.Cast({{.*}} : (tensor<1x6xf16>) -> tensor<1x6x!quant.uniform<u8:f32, {{.*}}>> loc("xy_ui8")
// CHECK: tpu.Lut
// CHECK-NEXT: tpu.Cast({{.*}} -> tensor<1x6xf16>
func.func @quantized_from_f16(%arg0: tensor<1x6xf16>) -> tensor<1x6x!quant.calibrated<f16<0.0:2.0>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf16>) -> tensor<1x6x!quant.calibrated<f16<0.0:4.0>>> loc("x")
  %1 = top.Sqrt(%0) : (tensor<1x6x!quant.calibrated<f16<0.0:4.0>>>) -> tensor<1x6x!quant.calibrated<f16<0.0:2.0>>> loc("y")
  return %1 : tensor<1x6x!quant.calibrated<f16<0.0:2.0>>>
}

// -----

// The argument may carry the range as well.
// CHECK-LABEL: func.func @calibrated_argument
// CHECK-SAME: (%{{.*}}: tensor<1x6xf32> loc({{.*}})) -> tensor<1x6xf32>
func.func @calibrated_argument(%arg0: tensor<1x6x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x6x!quant.calibrated<f32<-2.0:2.0>>> {
  %0 = top.Input(%arg0) : (tensor<1x6x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x6x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %1 = top.Tanh(%0) : (tensor<1x6x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x6x!quant.calibrated<f32<-2.0:2.0>>> loc("y")
  return %1 : tensor<1x6x!quant.calibrated<f32<-2.0:2.0>>>
}
