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
  %0 = "top.Weight"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
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
