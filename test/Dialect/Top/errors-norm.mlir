// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

func.func @shrink_lambd(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Shrink' op expects lambd >= 0, got -1.000000e+00}}
  %0 = top.Shrink(%x) {lambd = -1.0 : f64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @pow_shapes(%x: tensor<1x4x8x8xf32>, %e: tensor<3xf32>) {
  // expected-error @+2 {{'top.PowTensor' op has operands of 1x4x8x8 and 3, which do not broadcast}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.PowTensor(%x, %e) : (tensor<1x4x8x8xf32>, tensor<3xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @rms_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.RMSNorm' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.RMSNorm(%x) {axis = 4 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @rms_weight(%x: tensor<1x4x8x8xf32>, %w: tensor<4xf32>) {
  // expected-error @+1 {{'top.RMSNorm' op expects weight of shape 8x8, the input's from axis 2 on, got 4}}
  %0 = top.RMSNorm(%x, %w) {axis = 2 : i64} : (tensor<1x4x8x8xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @group_count(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.GroupNorm' op has num_groups 3, which must divide 4 channels}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GroupNorm(%x) {num_groups = 3 : i64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @group_bias(%x: tensor<1x4x8x8xf32>, %b: tensor<8xf32>) {
  // expected-error @+2 {{'top.GroupNorm' op expects bias of 4 elements, one per channel, got 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GroupNorm(%x, %b) {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<1x4x8x8xf32>, tensor<8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @group_eps(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.GroupNorm' op expects eps >= 0, got -1.000000e+00}}
  %0 = top.GroupNorm(%x) {num_groups = 2 : i64, eps = -1.0 : f64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @lrn_size(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.LRN' op expects size of at least 1, got 0}}
  %0 = top.LRN(%x) {size = 0 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @lrn_rank(%x: tensor<4xf32>) {
  // expected-error @+1 {{'top.LRN' op expects an input of rank 2 or more, got 4}}
  %0 = top.LRN(%x) {size = 1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @layer_axis(%x: tensor<1x4xf32>, %w: tensor<4xf32>) {
  // expected-error @+2 {{'top.LayerNorm' op expects axis in [0, 2), got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.LayerNorm(%x, %w) {axis = -1 : i64, operandSegmentSizes = array<i32: 1, 1, 0>} : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  return
}
