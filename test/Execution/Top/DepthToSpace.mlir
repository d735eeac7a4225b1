// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Channels moved to space. DCR: channel (bh * block_w + bw) * C + c goes to (bh, bw) of channel c;
// CRD: channel (c * block_h + bh) * block_w + bw does. x = 1, 2, 3, ...

// The block is the outer part of the channel.
// CHECK-LABEL: @dcr
// CHECK-NEXT: y: 1x2x2x4xf32 = [1, 5, 2, 6, 9, 13, 10, 14, 3, 7, 4, 8, 11, 15, 12, 16]
func.func @dcr(%x: tensor<1x8x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x4xf32> {
  %y = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64}
    : (tensor<1x8x1x2xf32>) -> tensor<1x2x2x4xf32> loc("y")
  return %y : tensor<1x2x2x4xf32>
}

// The block is the inner part of the channel.
// CHECK-LABEL: @crd
// CHECK-NEXT: y: 1x2x2x4xf32 = [1, 3, 2, 4, 5, 7, 6, 8, 9, 11, 10, 12, 13, 15, 14, 16]
func.func @crd(%x: tensor<1x8x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x4xf32> {
  %y = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true}
    : (tensor<1x8x1x2xf32>) -> tensor<1x2x2x4xf32> loc("y")
  return %y : tensor<1x2x2x4xf32>
}

// Blocks of 1x3, batch of two.
// CHECK-LABEL: @uneven
// CHECK-NEXT: y: 2x1x1x6xf32 = [1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12]
func.func @uneven(%x: tensor<2x3x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<2x1x1x6xf32> {
  %y = top.DepthToSpace(%x) {block_h = 1 : i64, block_w = 3 : i64, is_crd = true}
    : (tensor<2x3x1x2xf32>) -> tensor<2x1x1x6xf32> loc("y")
  return %y : tensor<2x1x1x6xf32>
}

// Space to depth.
// CHECK-LABEL: @back_dcr
// CHECK-NEXT: y: 1x8x1x2xf32 = [1, 3, 9, 11, 2, 4, 10, 12, 5, 7, 13, 15, 6, 8, 14, 16]
func.func @back_dcr(%x: tensor<1x2x2x4xf32> {run.input = "iota(1,1)"})
    -> tensor<1x8x1x2xf32> {
  %y = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_inversed = true}
    : (tensor<1x2x2x4xf32>) -> tensor<1x8x1x2xf32> loc("y")
  return %y : tensor<1x8x1x2xf32>
}

// Space to depth, block inside.
// CHECK-LABEL: @back_crd
// CHECK-NEXT: y: 1x8x1x2xf32 = [1, 3, 2, 4, 5, 7, 6, 8, 9, 11, 10, 12, 13, 15, 14, 16]
func.func @back_crd(%x: tensor<1x2x2x4xf32> {run.input = "iota(1,1)"})
    -> tensor<1x8x1x2xf32> {
  %y = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true, is_inversed = true}
    : (tensor<1x2x2x4xf32>) -> tensor<1x8x1x2xf32> loc("y")
  return %y : tensor<1x8x1x2xf32>
}
