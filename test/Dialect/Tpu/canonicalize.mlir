// RUN: tpuc-opt %s --canonicalize | FileCheck %s

// A cast to the type that is there already goes away.
// CHECK-LABEL: func.func @same_type
// CHECK-NEXT: return %arg0
func.func @same_type(%x: tensor<1x4xf16>) -> tensor<1x4xf16> {
  %0 = tpu.Cast(%x) : (tensor<1x4xf16>) -> tensor<1x4xf16>
  return %0 : tensor<1x4xf16>
}

// A cast and its inverse lose bits: they stay.
// CHECK-LABEL: func.func @there_and_back
// CHECK-COUNT-2: tpu.Cast
func.func @there_and_back(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = tpu.Cast(%x) : (tensor<1x4xf32>) -> tensor<1x4xf16>
  %1 = tpu.Cast(%0) : (tensor<1x4xf16>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// What nothing uses goes away.
// CHECK-LABEL: func.func @unused
// CHECK-NEXT: return
func.func @unused(%x: tensor<1x4xf32>) {
  %0 = tpu.Cast(%x) : (tensor<1x4xf32>) -> tensor<1x4xf16>
  return
}
