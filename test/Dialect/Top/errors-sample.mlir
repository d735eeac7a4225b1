// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

func.func @interp_no_roi(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op crops and needs roi}}
  %0 = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode tf_crop_and_resize>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @interp_roi(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op has roi, which only tf_crop_and_resize reads}}
  %0 = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>, roi = array<f64: 0.0, 0.0, 1.0, 1.0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @interp_roi_size(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op expects 4 roi values, got 2}}
  %0 = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode tf_crop_and_resize>, roi = array<f64: 0.0, 1.0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @interp_antialias(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op has antialias, which nearest has not; linear and cubic have it}}
  %0 = top.Interp(%x) {target_shape = array<i64: 4, 4>, mode = #top<interp_mode nearest>, coord_mode = #top<coord_mode half_pixel>, antialias = true} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @grid_rank(%x: tensor<1x4x8xf32>, %g: tensor<1x4x1xf32>) {
  // expected-error @+2 {{'top.GridSample' op expects an input of rank 4 or 5, got 1x4x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GridSample(%x, %g) : (tensor<1x4x8xf32>, tensor<1x4x1xf32>) -> tensor<1x4x4xf32>
  return
}

// -----

func.func @grid_shape(%x: tensor<1x4x8x8xf32>, %g: tensor<2x3x3x2xf32>) {
  // expected-error @+2 {{'top.GridSample' op expects a grid of rank 4 with the input's batch 1 and 2 coordinates at the end, got 2x3x3x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GridSample(%x, %g) : (tensor<1x4x8x8xf32>, tensor<2x3x3x2xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @grid_cubic(%x: tensor<1x4x8x8x8xf32>, %g: tensor<1x2x3x3x3xf32>) {
  // expected-error @+2 {{'top.GridSample' op has mode cubic, which exists for inputs of rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GridSample(%x, %g) {mode = #top<interp_mode cubic>} : (tensor<1x4x8x8x8xf32>, tensor<1x2x3x3x3xf32>) -> tensor<1x4x2x3x3xf32>
  return
}

// -----

func.func @roi_boxes(%x: tensor<1x4x8x8xf32>, %b: tensor<5x3xf32>, %i: tensor<5xf32>) {
  // expected-error @+2 {{'top.RoiAlign' op expects boxes of Rx4, got 5x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.RoiAlign(%x, %b, %i) {output_h = 2 : i64, output_w = 2 : i64} : (tensor<1x4x8x8xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<5x4x2x2xf32>
  return
}

// -----

func.func @roi_images(%x: tensor<1x4x8x8xf32>, %b: tensor<5x4xf32>, %i: tensor<4xf32>) {
  // expected-error @+2 {{'top.RoiAlign' op expects images of 5 elements, one per box, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.RoiAlign(%x, %b, %i) {output_h = 2 : i64, output_w = 2 : i64} : (tensor<1x4x8x8xf32>, tensor<5x4xf32>, tensor<4xf32>) -> tensor<5x4x2x2xf32>
  return
}

// -----

func.func @roi_output(%x: tensor<1x4x8x8xf32>, %b: tensor<5x4xf32>, %i: tensor<5xf32>) {
  // expected-error @+2 {{'top.RoiAlign' op expects an output of at least 1x1, got 0x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.RoiAlign(%x, %b, %i) {output_h = 0 : i64, output_w = 2 : i64} : (tensor<1x4x8x8xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<5x4x2x2xf32>
  return
}

// -----

func.func @roi_ratio(%x: tensor<1x4x8x8xf32>, %b: tensor<5x4xf32>, %i: tensor<5xf32>) {
  // expected-error @+1 {{'top.RoiAlign' op expects sampling_ratio >= 0, got -1}}
  %0 = top.RoiAlign(%x, %b, %i) {output_h = 2 : i64, output_w = 2 : i64, sampling_ratio = -1 : i64} : (tensor<1x4x8x8xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<5x4x2x2xf32>
  return
}

// -----

func.func @roi_scale(%x: tensor<1x4x8x8xf32>, %b: tensor<5x4xf32>, %i: tensor<5xf32>) {
  // expected-error @+1 {{'top.RoiAlign' op expects spatial_scale above 0, got 0.000000e+00}}
  %0 = top.RoiAlign(%x, %b, %i) {output_h = 2 : i64, output_w = 2 : i64, spatial_scale = 0.0 : f64} : (tensor<1x4x8x8xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<5x4x2x2xf32>
  return
}
