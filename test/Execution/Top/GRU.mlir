// RUN: tpuc-run %s -digits=4 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Gates update, reset, hidden; h = (1 - update) * hidden + update * h.

// The state is reset before its product.
// CHECK-LABEL: @forward
// CHECK-NEXT: y: 3x1x1x2xf32 = [-0.7955, 0.09326, -0.9432, 0.2604, -0.7423, 0.6272]
func.func @forward(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.25, 0.5], [0.5, -1.0], [0.0, -1.0], [1.0, -0.75], [0.0, 0.75], [0.0, 0.5]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[0.0, 0.75], [0.25, 0.25], [0.0, -0.25], [0.25, 0.0], [0.75, 0.25], [0.0, 0.75]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("r")
  %b = top.Weight {value = dense<[[-0.75, -0.25, 0.0, 1.0, -0.25, 0.25, -1.0, 0.75, -0.25, 0.0, -1.0, 0.5]]> : tensor<1x12xf32>} : tensor<1x12xf32> loc("b")
  %y = top.GRU(%x, %w, %r, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
    : (tensor<3x1x2xf32>, tensor<1x6x2xf32>, tensor<1x6x2xf32>, tensor<1x12xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}

// The product is reset, its bias too; backwards from a given state.
// CHECK-LABEL: @after
// CHECK-NEXT: y: 3x1x1x2xf32 = [-0.867, 0.3135, -0.7332, 0.2495, -0.01589, 0.1848]
func.func @after(%x: tensor<3x1x2xf32> {run.input = "0.75,-0.5,-1,-0.5,-0.25,0.75"},
                %h: tensor<1x1x2xf32> {run.input = "0,-0.5"})
    -> tensor<3x1x1x2xf32> {
  %w = top.Weight {value = dense<[[[0.25, 0.5], [0.5, -1.0], [0.0, -1.0], [1.0, -0.75], [0.0, 0.75], [0.0, 0.5]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("w")
  %r = top.Weight {value = dense<[[[0.0, 0.75], [0.25, 0.25], [0.0, -0.25], [0.25, 0.0], [0.75, 0.25], [0.0, 0.75]]]> : tensor<1x6x2xf32>} : tensor<1x6x2xf32> loc("r")
  %b = top.Weight {value = dense<[[-0.75, -0.25, 0.0, 1.0, -0.25, 0.25, -1.0, 0.75, -0.25, 0.0, -1.0, 0.5]]> : tensor<1x12xf32>} : tensor<1x12xf32> loc("b")
  %y = top.GRU(%x, %w, %r, %b, %h) {direction = #top<rnn_direction reverse>, linear_before_reset = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}
    : (tensor<3x1x2xf32>, tensor<1x6x2xf32>, tensor<1x6x2xf32>, tensor<1x12xf32>, tensor<1x1x2xf32>) -> tensor<3x1x1x2xf32> loc("y")
  return %y : tensor<3x1x1x2xf32>
}
