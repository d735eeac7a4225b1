// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What a deformable convolution reads.

// Half way between two rows; beyond the last column, where 0 begins; outside;
// one row up.
// CHECK-LABEL: @moved
// CHECK-NEXT: r: 1x1x2x2xf32 = [2, 1, 0, 2]
func.func @moved(%x: tensor<1x1x2x2xf32> {run.input = "1,2,3,4"},
                 %offset: tensor<1x2x2x2xf32> {run.input = "0.5,0,0,-1,0,0.5,-3,0"})
    -> tensor<1x1x2x2xf32> {
  %r = top.DeformGather(%x, %offset) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x1x2x2xf32> loc("r")
  return %r : tensor<1x1x2x2xf32>
}

// CHECK-LABEL: @masked
// CHECK-NEXT: r: 1x1x2x2xf32 = [1, 2, 0, 2]
func.func @masked(%x: tensor<1x1x2x2xf32> {run.input = "1,2,3,4"},
                  %offset: tensor<1x2x2x2xf32> {run.input = "0.5,0,0,-1,0,0.5,-3,0"},
                  %mask: tensor<1x1x2x2xf32> {run.input = "0.5,2,1,1"})
    -> tensor<1x1x2x2xf32> {
  %r = top.DeformGather(%x, %offset, %mask) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> loc("r")
  return %r : tensor<1x1x2x2xf32>
}

// Windows of 1x2 that overlap, side by side, in two channels that are moved
// apart: the second one row down.
// CHECK-LABEL: @groups
// CHECK-NEXT: r: 1x2x1x4xf32 = [1, 2, 2, 3, 0, 0, 0, 0]
func.func @groups(%x: tensor<1x2x1x3xf32> {run.input = "1,2,3,4,5,6"},
                  %offset: tensor<1x8x1x2xf32> {run.input = "0,0,0,0,0,0,0,0,1,1,0,0,1,1,0,0"})
    -> tensor<1x2x1x4xf32> {
  %r = top.DeformGather(%x, %offset) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, offset_group = 2 : i64}
    : (tensor<1x2x1x3xf32>, tensor<1x8x1x2xf32>) -> tensor<1x2x1x4xf32> loc("r")
  return %r : tensor<1x2x1x4xf32>
}
