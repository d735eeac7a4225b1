// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Channels moved to space: DCR, the block is the outer part of the channel, or CRD, the inner part.

module attributes {tpu.chip = "bm1684x"} {
  // i8.
  // CHECK-LABEL: @dcr
  // CHECK-NEXT: y: 1x2x2x4xi8 = [-38, 110, -1, -109, 2, -106, 39, -69, 36, -72, 73, -35, 76, -32, 113, 5]
  func.func @dcr(%x: tensor<1x8x1x2x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109,-72,-35,2,39,76,113,-106,-69,-32,5"})
      -> tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64}
      : (tensor<1x8x1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5>>
  }

  // u8.
  // CHECK-LABEL: @crd
  // CHECK-NEXT: y: 1x2x2x4xu8 = [200, 18, 237, 55, 92, 166, 129, 203, 240, 58, 21, 95, 132, 206, 169, 243]
  func.func @crd(%x: tensor<1x8x1x2x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55,92,129,166,203,240,21,58,95,132,169,206,243"})
      -> tensor<1x2x2x4x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true}
      : (tensor<1x8x1x2x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<1x2x2x4x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<1x2x2x4x!quant.uniform<u8:f32, 0.5:7>>
  }

  // Space to depth, f16.
  // CHECK-LABEL: @back
  // CHECK-NEXT: y: 1x8x1x2xf16 = [-2.5, -2, -2.25, -1.75, -1.5, -1, -1.25, -0.75, -0.5, 0, -0.25, 0.25, 0.5, 1, 0.75, 1.25]
  func.func @back(%x: tensor<1x2x2x4xf16> {run.input = "-2.5,-2.25,-2,-1.75,-1.5,-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25"})
      -> tensor<1x8x1x2xf16> {
    %y = tpu.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true, is_inversed = true}
      : (tensor<1x2x2x4xf16>) -> tensor<1x8x1x2xf16> loc("y")
    return %y : tensor<1x8x1x2xf16>
  }
}
