// Values without calibration, and the counts of the pass.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=COUNTS
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x remarks" -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARKS

!x = !quant.calibrated<f32<-4.0:4.0>>

// A value that never leaves zero has no range: the layer stays F32, and so do those that read it.
// CHECK-LABEL: func.func @zero
// CHECK-NEXT: top.Input
// CHECK-NEXT: tpu.Relu(%{{.*}}) : (tensor<1x6xf32>) -> tensor<1x6xf32>
// CHECK-NEXT: tpu.Add(%{{.*}}, %{{.*}}) : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
// CHECK-NEXT: tpu.Cast
// CHECK-NEXT: top.Weight
// CHECK-NEXT: tpu.Lut
// CHECK-NEXT: tpu.Cast
// CHECK-NEXT: return
func.func @zero(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Relu(%0) : (tensor<1x6x!x>) -> tensor<1x6xf32> loc("z")
  %2 = top.Add(%0, %1) : (tensor<1x6x!x>, tensor<1x6xf32>) -> tensor<1x6x!x> loc("a")
  %3 = top.Tanh(%2) : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("t")
  return %3 : tensor<1x6x!x>
}

// A difference of an unsigned and a signed value is no INT8 operation of bm1684x.
// CHECK-LABEL: func.func @signs
// CHECK: tpu.Sub({{.*}} : (tensor<1x6xf16>, tensor<1x6xf16>) -> tensor<1x6xf16>
func.func @signs(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<0.0:4.0>>> loc("x")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("y")
  %2 = top.Sub(%0, %1) : (tensor<1x6x!quant.calibrated<f32<0.0:4.0>>>, tensor<1x6x!x>) -> tensor<1x6x!x> loc("s")
  return %2 : tensor<1x6x!x>
}

// COUNTS: ConvertTopToTpu
// COUNTS-NEXT: (S) 0 by-quantization-table
// COUNTS-NEXT: (S) 5 casts-inserted
// COUNTS-NEXT: (S) 0 float-no-int8-form
// COUNTS-NEXT: (S) 1 float-this-layer
// COUNTS-NEXT: (S) 2 float-uncalibrated
// COUNTS-NEXT: (S) 1 layers-in-int8
// COUNTS-NEXT: (S) 4 layers-lowered

// REMARKS: remark: {{.*}}top.Relu in F32, not INT8: its result carries no calibration
// REMARKS: remark: {{.*}}top.Add in F32, not INT8: its operand 'z' carries no calibration
// REMARKS: remark: {{.*}}top.Sub in F16, not INT8: a signed operand subtracted from an unsigned one
// REMARKS-NOT: remark:
