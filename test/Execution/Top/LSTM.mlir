// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Gates input, output, forget, cell; c = forget * c + input * cell, h = output * tanh(c).

// Forward, with bias.
// CHECK-LABEL: @forward
// CHECK-NEXT: y: 3x1x1x2xf32 = [-0.2239, 0.09849, 0.003531, 0.07665, 0.07186, 0.1093]
func.func @forward(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.0, -1.0], [-0.25, 0.25], [0.75, 0.5], [1.0, -0.75], [0.75, -1.0], [0.25, -0.5], [-0.75, 0.25], [-0.5, 0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[-0.5, -0.75], [0.5, -0.25], [0.5, 0.5], [1.0, -0.25], [-0.75, 0.25], [1.0, 1.0], [0.75, 0.5], [-0.25, -0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("r")
  %b = top.Weight {value = dense<[[-1.0, -0.75, -0.5, -0.25, 0.25, 0.0, 0.5, 1.0, 0.75, 0.5, 1.0, -0.5, 1.0, 1.0, -0.5, 0.0]]> : tensor<1x16xf32>} : tensor<1x16xf32> loc("b")
  %y = top.LSTM(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<3x1x2xf32>, tensor<1x8x2xf32>, tensor<1x8x2xf32>, tensor<1x16xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}

// The cells' states, backwards, from given states, with peepholes.
// CHECK-LABEL: @cells
// CHECK-NEXT: y: 3x1x1x2xf32 = [-0.1426, 0.001656, 0.2753, 0.3492, -0.1152, 0.3608]
func.func @cells(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"},
                %h: tensor<1x1x2xf32> {run.input = "0,-0.5"},
                %c: tensor<1x1x2xf32> {run.input = "-1,0.5"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.0, -1.0], [-0.25, 0.25], [0.75, 0.5], [1.0, -0.75], [0.75, -1.0], [0.25, -0.5], [-0.75, 0.25], [-0.5, 0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[-0.5, -0.75], [0.5, -0.25], [0.5, 0.5], [1.0, -0.25], [-0.75, 0.25], [1.0, 1.0], [0.75, 0.5], [-0.25, -0.25]]]> : tensor<1x8x2xf32>} : tensor<1x8x2xf32> loc("r")
  %p = top.Weight {value = dense<[[1.0, 0.0, -1.0, -1.0, 0.75, -0.5]]> : tensor<1x6xf32>} : tensor<1x6xf32> loc("p")
  %y = top.LSTM(%x, %w, %r, %h, %c, %p) {direction = #top<rnn_direction reverse>, state = #top<lstm_state cell>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 1>}
    : (tensor<3x1x2xf32>, tensor<1x8x2xf32>, tensor<1x8x2xf32>, tensor<1x1x2xf32>, tensor<1x1x2xf32>, tensor<1x6xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}

// Both directions, weights that are computed.
// CHECK-LABEL: @both
// CHECK-NEXT: y: 3x2x1x2xf32 = [0.04343, -0.2096, 0.03574, 0.03452, -0.05819, -0.1529, 0.02651, -0.1107, -0.01663, 0.07362, -0.1942, -0.1523]
func.func @both(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"},
               %w: tensor<2x8x2xf32> {run.input = "0.25,-0.25,0.5,0,-1,-0.75,-0.5,-1,0,-1,0,0.5,0.25,0,-0.5,1,-0.5,0.75,-0.25,-0.25,0.5,1,0.75,0.25,-1,0.5,0.75,-0.25,-0.25,-0.75,1,-0.75"},
               %r: tensor<2x8x2xf32> {run.input = "0,-0.75,0.75,0.25,-0.75,-0.75,-1,-1,0.75,0.75,-0.25,-1,-0.5,0,0,0,0.25,0.25,0.25,0,0,1,0.75,0.5,-1,0.25,0.75,0.25,-0.75,0,0,1"})
    -> tensor<3x2x1x2xf32> {
  %y = top.LSTM(%x, %w, %r) {direction = #top<rnn_direction bidirectional>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
    : (tensor<3x1x2xf32>, tensor<2x8x2xf32>, tensor<2x8x2xf32>) -> tensor<3x2x1x2xf32> loc("y")
  return %y : tensor<3x2x1x2xf32>
}
