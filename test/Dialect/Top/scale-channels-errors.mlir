// RUN: tpuc-opt %s -split-input-file -verify-diagnostics -top-scale-channels

func.func @output(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op cannot have its channels scaled: it is an output of the network}}
  %0 = top.MatMul(%x, %w) {top.channel_scale = dense<2.0> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

func.func @count(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op cannot have its channels scaled: there are 3 scales for 2 channels}}
  %0 = top.MatMul(%x, %w) {top.channel_scale = dense<2.0> : tensor<3xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = top.MatMul(%0, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// -----

func.func @negative(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op has a 'top.channel_scale' that is not a vector of positive f32 numbers}}
  %0 = top.MatMul(%x, %w) {top.channel_scale = dense<[1.0, -2.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = top.MatMul(%0, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// -----

func.func @nonlinear_reader(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  // expected-error @+1 {{'top.MatMul' op cannot have its channels scaled: 'tanh' reads it and cannot take the scales}}
  %0 = top.MatMul(%x, %w) {top.channel_scale = dense<2.0> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = top.Tanh(%0) : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("tanh")
  return %1 : tensor<1x2xf32>
}

// -----

func.func @no_weights(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = top.Weight {value = dense<1.0> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  // expected-error @+1 {{'top.Tanh' op cannot have its channels scaled: its weights cannot be read, or it has none}}
  %0 = top.Tanh(%x) {top.channel_scale = dense<2.0> : tensor<2xf32>} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = top.MatMul(%0, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}
