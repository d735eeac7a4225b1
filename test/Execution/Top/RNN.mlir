// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// h = activation(weight x + recurrence h + biases).

// tanh, with bias.
// CHECK-LABEL: @tanh
// CHECK-NEXT: y: 3x1x1x2xf32 = [-0.2449, -0.7616, 0.639, 0.4627, -0.1013, -0.4077]
func.func @tanh(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.0, 1.0], [-0.5, 0.75]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[-1.0, -1.0], [-1.0, -0.5]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("r")
  %b = top.Weight {value = dense<[[0.0, -1.0, 0.25, 0.75]]> : tensor<1x4xf32>} : tensor<1x4xf32> loc("b")
  %y = top.RNN(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
    : (tensor<3x1x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x4xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}

// relu, from a given state.
// CHECK-LABEL: @relu
// CHECK-NEXT: y: 3x1x1x2xf32 = [0, 0, 0, 0.125, 0.625, 0.625]
func.func @relu(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"},
               %h: tensor<1x1x2xf32> {run.input = "0,-0.5"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.0, 1.0], [-0.5, 0.75]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[-1.0, -1.0], [-1.0, -0.5]]]> : tensor<1x2x2xf32>} : tensor<1x2x2xf32> loc("r")
  %y = top.RNN(%x, %w, %r, %h) {activation = #top<rnn_activation relu>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1>}
    : (tensor<3x1x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x1x2xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}
