// RUN: tpuc-run %s -digits=5 | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// a to the power of b in a float type, rounded once.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x4xf32 = [8, 2, 2, 1, 0.25, 4, 27, 1]
  func.func @f32(%a: tensor<1x2x4xf32> {run.input = "2,4,0.5,3,2,-2,9,1"},
              %b: tensor<1x2x4xf32> {run.input = "3,0.5,-1,0,-2,2,1.5,100"})
      -> tensor<1x2x4xf32> {
    %y = tpu.PowTensor(%a, %b)
      : (tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> tensor<1x2x4xf32> loc("y")
    return %y : tensor<1x2x4xf32>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x4xf16 = [8, 2, 2, 1, 0.25, 4, 27, 1]
  func.func @f16(%a: tensor<1x2x4xf16> {run.input = "2,4,0.5,3,2,2,9,1"},
              %b: tensor<1x2x4xf16> {run.input = "3,0.5,-1,0,-2,2,1.5,100"})
      -> tensor<1x2x4xf16> {
    %y = tpu.PowTensor(%a, %b)
      : (tensor<1x2x4xf16>, tensor<1x2x4xf16>) -> tensor<1x2x4xf16> loc("y")
    return %y : tensor<1x2x4xf16>
  }

  // Rounded to 8 bits.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x4xbf16 = [8, 2, 2, 1, 0.25, 4, 27, 1]
  func.func @bf16(%a: tensor<1x2x4xbf16> {run.input = "2,4,0.5,3,2,2,9,1"},
               %b: tensor<1x2x4xbf16> {run.input = "3,0.5,-1,0,-2,2,1.5,100"})
      -> tensor<1x2x4xbf16> {
    %y = tpu.PowTensor(%a, %b)
      : (tensor<1x2x4xbf16>, tensor<1x2x4xbf16>) -> tensor<1x2x4xbf16> loc("y")
    return %y : tensor<1x2x4xbf16>
  }
}
