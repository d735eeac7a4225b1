// RUN: tpuc-opt %s --split-input-file --tpu-strip-io-quant="quant-input=true" | FileCheck %s --check-prefixes=CHECK,INPUT
// RUN: tpuc-opt %s --split-input-file --tpu-strip-io-quant="quant-output=true" | FileCheck %s --check-prefixes=CHECK,OUTPUT
// RUN: tpuc-opt %s --split-input-file --tpu-strip-io-quant="quant-input=true quant-output=true" | FileCheck %s --check-prefixes=CHECK,BOTH

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

// CHECK-LABEL: func.func @integers
// INPUT-SAME: (%[[X:.*]]: tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>) -> tensor<1x4xf32>
// INPUT-NEXT: top.Input(%[[X]]) : (tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>) -> tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>
// INPUT-NEXT: tpu.Relu
// INPUT-NEXT: tpu.Cast
// OUTPUT-SAME: tensor<1x4xf32>) -> tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>
// OUTPUT: tpu.Cast
// OUTPUT-NEXT: tpu.Relu
// OUTPUT-NEXT: return
// BOTH-NOT: tpu.Cast
// BOTH: return
func.func @integers(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  %1 = tpu.Cast(%0) : (tensor<1x4xf32>) -> tensor<1x4x!s8> loc("xr_si8")
  %2 = tpu.Relu(%1) : (tensor<1x4x!s8>) -> tensor<1x4x!s8> loc("r")
  %3 = tpu.Cast(%2) : (tensor<1x4x!s8>) -> tensor<1x4xf32> loc("r_f32")
  return %3 : tensor<1x4xf32>
}

// -----

// An input with another use stays float; a half-precision result leaves as it is.
// CHECK-LABEL: func.func @two_uses
// BOTH-SAME: (%{{.*}}: tensor<1x4xf32>) -> (tensor<1x4xf16>, tensor<1x4xf32>)
func.func @two_uses(%arg0: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  // CHECK: tpu.Cast
  %1 = tpu.Cast(%0) : (tensor<1x4xf32>) -> tensor<1x4xf16> loc("xr_f16")
  %2 = tpu.Relu(%1) : (tensor<1x4xf16>) -> tensor<1x4xf16> loc("r")
  %3 = tpu.Cast(%2) : (tensor<1x4xf16>) -> tensor<1x4xf32> loc("r_f32")
  %4 = tpu.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("s")
  return %3, %4 : tensor<1x4xf32>, tensor<1x4xf32>
}
