// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

// Input and Weight

func.func @input_of_value(%x: tensor<4xf32>) {
  %0 = top.Relu(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{'top.Input' op expects an argument of the function as its operand}}
  %1 = top.Input(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @mean_alone(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op has mean without scale}}
  %0 = top.Input(%x) {mean = array<f64: 1.0, 1.0, 1.0>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @scale_alone(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op has scale without mean}}
  %0 = top.Input(%x) {scale = array<f64: 1.0, 1.0, 1.0>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @resize_dims(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op expects resize_dims of two positive sizes [h, w]}}
  %0 = top.Input(%x) {resize_dims = array<i64: 256>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @image_rank(%x: tensor<3x4xf32>) {
  // expected-error @+1 {{'top.Input' op has image preprocessing, which needs an input of rank 4, got 3x4}}
  %0 = top.Input(%x) {mean = array<f64: 1.0>, scale = array<f64: 1.0>} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @mean_channels(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op expects 3 mean values, one per channel of 1x3x4x4, got 1}}
  %0 = top.Input(%x) {mean = array<f64: 1.0>, scale = array<f64: 1.0>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @scale_channels(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op expects 3 scale values, one per channel of 1x3x4x4, got 2}}
  %0 = top.Input(%x) {mean = array<f64: 1.0, 2.0, 3.0>, scale = array<f64: 1.0, 1.0>, channel_format = #top<channel_format nchw>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @nhwc_channels(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+1 {{'top.Input' op expects 4 mean values, one per channel of 1x3x4x4, got 3}}
  %0 = top.Input(%x) {mean = array<f64: 1.0, 2.0, 3.0>, scale = array<f64: 1.0, 1.0, 1.0>, channel_format = #top<channel_format nhwc>} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @weight_dense() {
  // expected-error @+1 {{'top.Weight' op expects a dense_resource value}}
  %0 = top.Weight {value = dense<1.0> : tensor<2xf32>} : tensor<2xf32>
  return
}

// -----

func.func @weight_shape() {
  // expected-error @+1 {{'top.Weight' op has a blob of shape 2 for a result of shape 1x2}}
  %0 = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<1x2xf32>
  return
}

// -----

func.func @weight_type() {
  // expected-error @+1 {{'top.Weight' op has a blob of 'f32' for a result of 'i32'}}
  %0 = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<2xi32>
  return
}

// -----

func.func @weight_storage() {
  // expected-error @+1 {{'top.Weight' op has a blob of 'i32' for a quantized result, expected i8}}
  %0 = top.Weight {value = dense_resource<w> : tensor<2xi32>} : tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @weight_float_storage() {
  // expected-error @+1 {{'top.Weight' op has a blob of 'f32' for a quantized result, expected i8}}
  %0 = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @weight_bytes() {
  // expected-error @+1 {{'top.Weight' op has a blob of 8 bytes, expected 12 for 'tensor<3xf32>'}}
  %0 = top.Weight {value = dense_resource<w> : tensor<3xf32>} : tensor<3xf32>
  return
}

{-# dialect_resources: { builtin: { w: "0x040000000000803F00000040" } } #-}

// -----

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

func.func @deconv_rank(%x: tensor<1x4x8x8x8xf32>, %f: tensor<8x4x3x3xf32>) {
  // expected-error @+2 {{'top.Deconv' op expects an input of rank 3 to 4, got 1x4x8x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
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

// -----

// Element-wise

func.func @broadcast(%x: tensor<1x4x2x2xf32>, %y: tensor<3x1x1xf32>) {
  // expected-error @+2 {{'top.Mul' op has operands of 1x4x2x2 and 3x1x1, which do not broadcast}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Mul(%x, %y) : (tensor<1x4x2x2xf32>, tensor<3x1x1xf32>) -> tensor<1x4x2x2xf32>
  return
}

// -----

func.func @clip(%x: tensor<4xf32>) {
  // expected-error @+1 {{'top.Clip' op expects min <= max, got 1.000000e+00 and 0.000000e+00}}
  %0 = top.Clip(%x) {min = 1.0 : f64, max = 0.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @prelu_slope(%x: tensor<1x4x2x2xf32>, %s: tensor<4xf32>) {
  // expected-error @+1 {{'top.PRelu' op expects a slope of one element or of 1x4x1x1, got 4}}
  %0 = top.PRelu(%x, %s) : (tensor<1x4x2x2xf32>, tensor<4xf32>) -> tensor<1x4x2x2xf32>
  return
}

// -----

func.func @prelu_slope_rank(%x: tensor<4xf32>, %s: tensor<1x4xf32>) {
  // expected-error @+1 {{'top.PRelu' op expects a slope of one element, got 1x4}}
  %0 = top.PRelu(%x, %s) : (tensor<4xf32>, tensor<1x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @softmax_axis(%x: tensor<1x4xf32>) {
  // expected-error @+2 {{'top.Softmax' op expects axis in [0, 2), got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Softmax(%x) {axis = -1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return
}

// -----

// Normalizations

func.func @batch_norm_gamma(%x: tensor<1x4x8x8xf32>, %c: tensor<4xf32>, %d: tensor<1x4xf32>) {
  // expected-error @+2 {{'top.BatchNorm' op expects gamma of 4 elements, one per channel, got 1x4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.BatchNorm(%x, %c, %c, %d, %c) : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @batch_norm_epsilon(%x: tensor<1x4x8x8xf32>, %c: tensor<4xf32>) {
  // expected-error @+1 {{'top.BatchNorm' op expects epsilon >= 0, got -1.000000e+00}}
  %0 = top.BatchNorm(%x, %c, %c, %c, %c) {epsilon = -1.0 : f64} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @scale_rank(%x: tensor<4xf32>) {
  // expected-error @+2 {{'top.Scale' op expects an input of rank 2 or more, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Scale(%x, %x, %x) : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @scale_bias(%x: tensor<1x4xf32>, %c: tensor<4xf32>, %d: tensor<1xf32>) {
  // expected-error @+2 {{'top.Scale' op expects bias of 4 elements, one per channel, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Scale(%x, %c, %d) : (tensor<1x4xf32>, tensor<4xf32>, tensor<1xf32>) -> tensor<1x4xf32>
  return
}

// -----

func.func @layer_norm_axis(%x: tensor<1x4xf32>) {
  // expected-error @+2 {{'top.LayerNorm' op expects axis in [0, 2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.LayerNorm(%x) {axis = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return
}

// -----

func.func @layer_norm_bias(%x: tensor<1x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{'top.LayerNorm' op expects bias of shape 4x2, the input's from axis 1 on, got 2}}
  %0 = top.LayerNorm(%x, %b) {axis = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  return
}

// -----

// Shapes

func.func @reshape_two_rests(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has more than one -1 in shape}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: -1, -1>} : (tensor<1x4x8x8xf32>) -> tensor<1x256xf32>
  return
}

// -----

func.func @reshape_zero(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has 0 in shape at place 4 for an input of 1x4x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 4, 8, 8, 1, 0>} : (tensor<1x4x8x8xf32>) -> tensor<256xf32>
  return
}

// -----

func.func @reshape_negative(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has -2 in shape at place 0 for an input of 1x4x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: -2, 128>} : (tensor<1x4x8x8xf32>) -> tensor<256xf32>
  return
}

// -----

func.func @reshape_rest(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op cannot give the 256 elements of 1x4x8x8 the shape 3x-1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 3, -1>} : (tensor<1x4x8x8xf32>) -> tensor<3x85xf32>
  return
}

// -----

func.func @reshape_elements(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op cannot give the 256 elements of 1x4x8x8 the shape 0x100}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 0, 100>} : (tensor<1x4x8x8xf32>) -> tensor<1x100xf32>
  return
}

// -----

func.func @squeeze_size(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Squeeze' op drops axis 1 of 1x4x8x8; only size 1 can be dropped}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Squeeze(%x) {axes = array<i64: 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @squeeze_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Squeeze' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Squeeze(%x) {axes = array<i64: 4>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @unsqueeze_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Unsqueeze' op names axis 1 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Unsqueeze(%x) {axes = array<i64: 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x1x1x4x8x8xf32>
  return
}

// -----

func.func @permute_count(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Permute' op expects order of 4 axes, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Permute(%x) {order = array<i64: 0, 2, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x4x8xf32>
  return
}

// -----

func.func @permute_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Permute' op names axis 2 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Permute(%x) {order = array<i64: 0, 2, 2, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @concat_shapes(%x: tensor<1x4x8xf32>, %y: tensor<1x4x7xf32>) {
  // expected-error @+2 {{'top.Concat' op joins 1x4x8 and 1x4x7, which may differ along axis 1 only}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x, %y) {axis = 1 : i64} : (tensor<1x4x8xf32>, tensor<1x4x7xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_ranks(%x: tensor<1x4x8xf32>, %y: tensor<1x4xf32>) {
  // expected-error @+2 {{'top.Concat' op joins 1x4x8 and 1x4, which may differ along axis 1 only}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x, %y) {axis = 1 : i64} : (tensor<1x4x8xf32>, tensor<1x4xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+2 {{'top.Concat' op expects at least one input}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat() {axis = 1 : i64} : () -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Concat' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x) {axis = 4 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @slice_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects 2 steps values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 4>, steps = array<i64: 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_step(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op has step 0 in dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 4>, steps = array<i64: 1, 0>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_offset(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects offset in [0, 4) in dimension 1, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 4>, ends = array<i64: 4, 4>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_end(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects end in [0, 4] in dimension 1 with step 1, got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 5>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_end_backwards(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects end in [-1, 3] in dimension 1 with step -1, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 3>, ends = array<i64: 4, 4>, steps = array<i64: 1, -1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_nothing(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op takes nothing of dimension 1: from 2 to 2 by 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 2>, ends = array<i64: 4, 2>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op expects 4 paddings, begins then ends, got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<6x6xf32>
  return
}

// -----

func.func @pad_crops(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op crops all of dimension 1 of 4x4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 0, -2, 0, -2>} : (tensor<4x4xf32>) -> tensor<4x1xf32>
  return
}

// -----

func.func @pad_reflects(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op reflects 4 elements of dimension 1, which has only 3 beside the border}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 0, 4, 0, 0>, mode = #top<pad_mode reflect>} : (tensor<4x4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @tile_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Tile' op expects 2 repeats, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Tile(%x) {repeats = array<i64: 2>} : (tensor<4x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @tile_zero(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Tile' op expects repeats of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Tile(%x) {repeats = array<i64: 2, 0>} : (tensor<4x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @d2s_rank(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op expects an input of rank 4, got 4x4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @d2s_block(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op expects blocks of at least 1, got 0x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 0 : i64, block_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @d2s_channels(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op moves blocks of 3x2, which do not divide 4 channels}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 3 : i64, block_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @s2d_plane(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op moves blocks of 3x2, which do not divide 8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 3 : i64, block_w = 2 : i64, is_inversed = true} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_rank(%x: tensor<4xf32>) {
  // expected-error @+2 {{'top.Interp' op expects an input of rank 2 or more, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @interp_target(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Interp' op expects 2 target_shape values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_target_zero(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Interp' op expects target_shape values of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 0>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_scale(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op expects scale_w above 0, got 0.000000e+00}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>, scale_w = 0.0 : f64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @upsample_scale(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Upsample' op expects scales of at least 1, got 0x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Upsample(%x) {scale_h = 0 : i64, scale_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_nothing(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op expects at least one axis}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op names axis 2 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64: 2, 2>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64: 2, 4>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}
