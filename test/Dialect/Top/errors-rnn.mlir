// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

func.func @lstm_rank(%x: tensor<6x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>) {
  // expected-error @+2 {{'top.LSTM' op expects an input of steps, batch, features, got 6x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.LSTM(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<6x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>) -> tensor<6x1x2x4xf32>
  return
}

// -----

func.func @lstm_recurrence(%x: tensor<6x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<16x4xf32>) {
  // expected-error @+1 {{'top.LSTM' op expects recurrence of 1x16x4 for 1 direction(s), 2 in the batch and 4 hidden values, got 16x4}}
  %0 = top.LSTM(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<6x2x3xf32>, tensor<1x16x3xf32>, tensor<16x4xf32>) -> tensor<6x1x2x4xf32>
  return
}

// -----

func.func @lstm_direction(%x: tensor<6x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>) {
  // expected-error @+1 {{'top.LSTM' op expects weight of 2x16x3 for 2 direction(s), 2 in the batch and 4 hidden values, got 1x16x3}}
  %0 = top.LSTM(%x, %w, %r) {direction = #top<rnn_direction bidirectional>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<6x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>) -> tensor<6x2x2x4xf32>
  return
}

// -----

func.func @lstm_peephole(%x: tensor<6x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>, %p: tensor<1x8xf32>) {
  // expected-error @+1 {{'top.LSTM' op expects peephole of 1x12 for 1 direction(s), 2 in the batch and 4 hidden values, got 1x8}}
  %0 = top.LSTM(%x, %w, %r, %p) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1>} : (tensor<6x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>, tensor<1x8xf32>) -> tensor<6x1x2x4xf32>
  return
}

// -----

func.func @gru_gates(%x: tensor<6x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>) {
  // expected-error @+1 {{'top.GRU' op expects weight of 1x12x3 for 1 direction(s), 2 in the batch and 4 hidden values, got 1x16x3}}
  %0 = top.GRU(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<6x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>) -> tensor<6x1x2x4xf32>
  return
}

// -----

func.func @rnn_bias(%x: tensor<6x2x3xf32>, %w: tensor<1x4x3xf32>, %r: tensor<1x4x4xf32>, %b: tensor<1x4xf32>) {
  // expected-error @+1 {{'top.RNN' op expects bias of 1x8 for 1 direction(s), 2 in the batch and 4 hidden values, got 1x4}}
  %0 = top.RNN(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>} : (tensor<6x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>, tensor<1x4xf32>) -> tensor<6x1x2x4xf32>
  return
}
