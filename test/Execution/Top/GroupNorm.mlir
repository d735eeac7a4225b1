// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// (x - mean) / sqrt(variance + eps) * weight + bias over groups of channels.

// Two groups of two channels.
// CHECK-LABEL: @groups
// CHECK-NEXT: y: 2x4x1x2xf32 = [-1.6604, 0.55347, 1.3019, 2.912, 3.1832, 2.5071, 3.7606, 3.0845, -0.30151, -0.70352, -0.40703, 4.4171, 2.5721, 0.85585, 3.3814, 2.3326]
func.func @groups(%x: tensor<2x4x1x2xf32> {run.input = "-1.5,1.25,0.75,1.75,0,0.5,2,1,0.5,0.25,0.25,1.75,-1,1.25,0.75,-2"})
    -> tensor<2x4x1x2xf32> {
  %w = top.Weight {value = dense<[1.0, 2.0, -1.0, 0.5]> : tensor<4xf32>} : tensor<4xf32> loc("w")
  %b = top.Weight {value = dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.GroupNorm(%x, %w, %b) {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<2x4x1x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x1x2xf32> loc("y")
  return %y : tensor<2x4x1x2xf32>
}

// One channel per group: instance normalization; without weight and bias.
// CHECK-LABEL: @instance
// CHECK-NEXT: y: 2x4x1x2xf32 = [-0.93979, 0.93979, -0.70711, 0.70711, -0.44721, 0.44721, 0.70711, -0.70711, 0.24254, -0.24254, -0.83205, 0.83205, -0.91381, 0.91381, 0.93979, -0.93979]
func.func @instance(%x: tensor<2x4x1x2xf32> {run.input = "-1.5,1.25,0.75,1.75,0,0.5,2,1,0.5,0.25,0.25,1.75,-1,1.25,0.75,-2"})
    -> tensor<2x4x1x2xf32> {
  %y = top.GroupNorm(%x) {num_groups = 4 : i64, eps = 0.25 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x4x1x2xf32>) -> tensor<2x4x1x2xf32> loc("y")
  return %y : tensor<2x4x1x2xf32>
}

// One group of all, only a bias.
// CHECK-LABEL: @all
// CHECK-NEXT: y: 2x4x1x2xf32 = [-2.1456, 0.51374, 1.0302, 1.9973, 1.3049, 1.7885, 4.239, 3.272, 0.24933, 0.027703, 1.0277, 2.3574, 0.91958, 2.9142, 3.471, 1.0331]
func.func @all(%x: tensor<2x4x1x2xf32> {run.input = "-1.5,1.25,0.75,1.75,0,0.5,2,1,0.5,0.25,0.25,1.75,-1,1.25,0.75,-2"})
    -> tensor<2x4x1x2xf32> {
  %b = top.Weight {value = dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>} : tensor<4xf32> loc("b")
  %y = top.GroupNorm(%x, %b) {num_groups = 1 : i64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<2x4x1x2xf32>, tensor<4xf32>) -> tensor<2x4x1x2xf32> loc("y")
  return %y : tensor<2x4x1x2xf32>
}
