// RUN: tpuc-opt %s -split-input-file -verify-diagnostics -convert-top-to-tpu="chip=bm1684 mode=F32"

func.func @shape(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has 'top.int8_weights' whose filter has another shape than the layer's}}
  %0 = top.MatMul(%x, %w) {top.int8_weights = {filter = dense<1.0> : tensor<2x2xf32>}} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @bias(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has 'top.int8_weights' with a bias of 3 elements for a layer of 1 channels}}
  %0 = top.MatMul(%x, %w) {top.int8_weights = {bias = dense<1.0> : tensor<3xf32>}} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @range(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has 'top.int8_weights' whose range is not positive}}
  %0 = top.MatMul(%x, %w) {top.int8_weights = {range = dense<0.0> : tensor<1xf32>}} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @ranges(%x: tensor<1x2xf32>) -> tensor<1x3xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x3xf32>} : tensor<2x3xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has 'top.int8_weights' with a range of 2 elements, neither one nor one for each of 3 channels}}
  %0 = top.MatMul(%x, %w) {top.int8_weights = {range = dense<1.0> : tensor<2xf32>}} : (tensor<1x2xf32>, tensor<2x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// -----

func.func @entry(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has 'top.int8_weights' with an unknown entry 'weight'; known: filter, bias, range}}
  %0 = top.MatMul(%x, %w) {top.int8_weights = {weight = dense<1.0> : tensor<2x1xf32>}} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @no_weights(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{'top.Tanh' op has 'top.int8_weights' but only Conv, Deconv and MatMul have weights}}
  %0 = top.Tanh(%x) {top.int8_weights = {bias = dense<1.0> : tensor<2xf32>}} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{the corrected INT8 weights of this network were made for cv183x, not for bm1684: calibrate again for that chip}}
module attributes {top.int8_weights_chip = "cv183x"} {
  func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
    %0 = top.Tanh(%x) : (tensor<1x2xf32>) -> tensor<1x2xf32>
    return %0 : tensor<1x2xf32>
  }
}
