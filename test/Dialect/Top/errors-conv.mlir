// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

// Conv and Deconv

func.func @conv_rank(%x: tensor<4x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects an input of rank 3 to 5, got 4x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<4x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_kernel_rank(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects 2 kernel_shape values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_strides_rank(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects 2 strides, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_stride_zero(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects strides of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 0>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_pads_rank(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects 4 pads, got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_pads_negative(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects pads of at least 0, got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, -1, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_dilations(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects dilations of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 0, 1>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_filter_rank(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects a filter of the input's rank 4, got 8x4x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_filter_kernel(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op has kernel_shape 5x5 but a filter of 8x4x3x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 5, 5>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_group_zero(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects group of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 0 : i64} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_group(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op has group 3, which must divide the input's 4 channels and the filter's 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 3 : i64} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_filter_channels(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op expects a filter with 2 in dimension 1 for 4 input channels and group 2, got 8x4x3x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_window(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Conv' op has a window of 9 over a padded input of 8 in spatial dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 4>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_bias(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'top.Conv' op expects a bias of 8 elements, one per output channel, got 4}}
  %0 = top.Conv(%x, %f, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>, tensor<4xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_bias_rank(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>, %b: tensor<1x8xf32>) {
  // expected-error @+1 {{'top.Conv' op expects a bias of 8 elements, one per output channel, got 1x8}}
  %0 = top.Conv(%x, %f, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @conv_result(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<1x8x6x6xf32>' are incompatible with return type(s) of operation 'tensor<1x8x8x8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @relu_limit(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'top.Conv' op has relu_limit 6.000000e+00 without do_relu = true; without a fused Relu it must be negative}}
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, relu_limit = 6.0 : f64} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @deconv_filter(%x: tensor<1x4x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op expects a filter with 4 in dimension 0 for 4 input channels and group 1, got 8x4x3x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @deconv_rank(%x: tensor<1x4x8x8x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op expects an input of rank 3 to 5, got 1x4x8x8x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @deconv_output_padding(%x: tensor<1x4x8x8xf32>, %f: tensor<4x8x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op expects output_padding below stride or dilation (2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, output_padding = array<i64: 2, 0>} : (tensor<1x4x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @deconv_output_padding_count(%x: tensor<1x4x8x8xf32>, %f: tensor<4x8x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op expects 2 output_padding values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, output_padding = array<i64: 0>} : (tensor<1x4x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

func.func @deconv_crops(%x: tensor<1x4x8x8xf32>, %f: tensor<4x8x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op crops more than its full result of 10 in spatial dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 5, 0, 5, 0>} : (tensor<1x4x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// Pools

func.func @pool_window(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.AvgPool' op has a window of 10 over a padded input of 9 in spatial dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.AvgPool(%x) {kernel_shape = array<i64: 10, 8>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @pool_strides(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.MaxPool' op expects 2 strides, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @maxpool_padding(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.MaxPool' op expects pads smaller than the window (3), got 3}}
  %0 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 3, 0, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x5x3xf32>
  return
}

// -----

func.func @avgpool_padding(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.AvgPool' op expects pads smaller than the window (3), got 4}}
  %0 = top.AvgPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 4>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x3x5xf32>
  return
}

// -----

// MatMul

func.func @matmul_left_rank(%x: tensor<4xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+2 {{'top.MatMul' op expects a left operand of rank 2 or more, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MatMul(%x, %y) : (tensor<4xf32>, tensor<4x5xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @matmul_right_rank(%x: tensor<2x3x4xf32>, %y: tensor<4xf32>) {
  // expected-error @+2 {{'top.MatMul' op expects a right operand of rank 2 or more, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MatMul(%x, %y) : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @matmul_inner(%x: tensor<2x3x4xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+2 {{'top.MatMul' op multiplies 3x4 by 5x4; the inner sizes must agree}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MatMul(%x, %y) {right_transpose = true} : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

func.func @matmul_batch(%x: tensor<2x3x4xf32>, %y: tensor<3x4x5xf32>) {
  // expected-error @+2 {{'top.MatMul' op has batch dimensions 2 and 3, which do not broadcast}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.MatMul(%x, %y) : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

func.func @matmul_bias(%x: tensor<2x3x4xf32>, %y: tensor<4x5xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{'top.MatMul' op expects a bias of 5 elements, one per column, got 3}}
  %0 = top.MatMul(%x, %y, %b) : (tensor<2x3x4xf32>, tensor<4x5xf32>, tensor<3xf32>) -> tensor<2x3x5xf32>
  return
}
