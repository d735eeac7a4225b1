// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

func.func @nms_boxes(%b: tensor<1x10x5xf32>, %s: tensor<1x3x10xf32>) {
  // expected-error @+2 {{'top.NonMaxSuppression' op expects boxes of NxBx4, got 1x10x5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.NonMaxSuppression(%b, %s) {max_output = 4 : i64} : (tensor<1x10x5xf32>, tensor<1x3x10xf32>) -> tensor<12x3xf32>
  return
}

// -----

func.func @nms_scores(%b: tensor<1x10x4xf32>, %s: tensor<1x3x9xf32>) {
  // expected-error @+2 {{'top.NonMaxSuppression' op expects scores of 1xCx10, got 1x3x9}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.NonMaxSuppression(%b, %s) {max_output = 4 : i64} : (tensor<1x10x4xf32>, tensor<1x3x9xf32>) -> tensor<12x3xf32>
  return
}

// -----

func.func @nms_most(%b: tensor<1x10x4xf32>, %s: tensor<1x3x10xf32>) {
  // expected-error @+2 {{'top.NonMaxSuppression' op expects max_output of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.NonMaxSuppression(%b, %s) {max_output = 0 : i64} : (tensor<1x10x4xf32>, tensor<1x3x10xf32>) -> tensor<0x3xf32>
  return
}

// -----

func.func @nms_threshold(%b: tensor<1x10x4xf32>, %s: tensor<1x3x10xf32>) {
  // expected-error @+2 {{'top.NonMaxSuppression' op expects iou_threshold in [0, 1], got 1.5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.NonMaxSuppression(%b, %s) {max_output = 4 : i64, iou_threshold = 1.5 : f64} : (tensor<1x10x4xf32>, tensor<1x3x10xf32>) -> tensor<12x3xf32>
  return
}

// -----

func.func @nonzero_scalar(%x: tensor<f32>) {
  // expected-error @+2 {{'top.NonZero' op expects an input of rank 1 or more}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.NonZero(%x) : (tensor<f32>) -> tensor<0x1xf32>
  return
}

// -----

func.func @indices_rank(%x: tensor<4x6xf32>) {
  // expected-error @+2 {{'top.MaxPoolIndices' op expects an input of rank 3 to 5, got 4x6}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxPoolIndices(%x) {kernel_shape = array<i64>, strides = array<i64>, pads = array<i64>} : (tensor<4x6xf32>) -> tensor<4x6xf32>
  return
}

// -----

func.func @indices_pads(%x: tensor<1x4x6xf32>) {
  // expected-error @+2 {{'top.MaxPoolIndices' op expects pads smaller than the window (2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxPoolIndices(%x) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 2>} : (tensor<1x4x6xf32>) -> tensor<1x4x4xf32>
  return
}

// -----

func.func @unpool_indices(%x: tensor<1x4x6xf32>, %i: tensor<1x4x5xf32>) {
  // expected-error @+2 {{'top.MaxUnpool' op expects indices of 1x4x6, as the input, got 1x4x5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxUnpool(%x, %i) {target_shape = array<i64: 12>} : (tensor<1x4x6xf32>, tensor<1x4x5xf32>) -> tensor<1x4x12xf32>
  return
}

// -----

func.func @unpool_target(%x: tensor<1x4x6xf32>) {
  // expected-error @+2 {{'top.MaxUnpool' op expects 1 target_shape values, got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxUnpool(%x, %x) {target_shape = array<i64: 12, 2>} : (tensor<1x4x6xf32>, tensor<1x4x6xf32>) -> tensor<1x4x12xf32>
  return
}

// -----

func.func @unpool_rank(%x: tensor<4x6xf32>) {
  // expected-error @+2 {{'top.MaxUnpool' op expects an input of rank 3 or more, got 4x6}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxUnpool(%x, %x) {target_shape = array<i64>} : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>
  return
}

// -----

func.func @deform_group(%x: tensor<1x4x3x3xf32>, %o: tensor<1x6x3x3xf32>) {
  // expected-error @+2 {{'top.DeformGather' op expects an offset_group that divides the 4 channels, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DeformGather(%x, %o) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, offset_group = 3 : i64} : (tensor<1x4x3x3xf32>, tensor<1x6x3x3xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @deform_offset(%x: tensor<1x4x3x3xf32>, %o: tensor<1x3x3x3xf32>) {
  // expected-error @+2 {{'top.DeformGather' op expects an offset of 1x2x3x3, got 1x3x3x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DeformGather(%x, %o) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x3x3xf32>, tensor<1x3x3x3xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @deform_mask(%x: tensor<1x4x3x3xf32>, %o: tensor<1x2x3x3xf32>) {
  // expected-error @+2 {{'top.DeformGather' op expects a mask of 1x1x3x3, got 1x2x3x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DeformGather(%x, %o, %o) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @deform_window(%x: tensor<1x4x3x3xf32>, %o: tensor<1x32x1x1xf32>) {
  // expected-error @+2 {{'top.DeformGather' op has a window of 4 over a padded input of 3 in spatial dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DeformGather(%x, %o) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x3x3xf32>, tensor<1x32x1x1xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @cumprod_axis(%x: tensor<4x6xf32>) {
  // expected-error @+2 {{'top.CumProd' op expects axis in [0, 2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.CumProd(%x) {axis = 2 : i64} : (tensor<4x6xf32>) -> tensor<4x6xf32>
  return
}
