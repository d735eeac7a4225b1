// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The same elements in another shape.

module attributes {tpu.chip = "bm1684x"} {
  // i8.
  // CHECK-LABEL: @flat
  // CHECK-NEXT: y: 1x6xi8 = [-38, -1, 36, 73, 110, -109]
  func.func @flat(%x: tensor<1x2x1x3x!quant.uniform<i8:f32, 0.5>> {run.input = "-38,-1,36,73,110,-109"})
      -> tensor<1x6x!quant.uniform<i8:f32, 0.5>> {
    %y = tpu.Reshape(%x)
      : (tensor<1x2x1x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x6x!quant.uniform<i8:f32, 0.5>> loc("y")
    return %y : tensor<1x6x!quant.uniform<i8:f32, 0.5>>
  }

  // u8.
  // CHECK-LABEL: @unsqueeze
  // CHECK-NEXT: y: 2x3x1x1xu8 = [200, 237, 18, 55, 92, 129]
  func.func @unsqueeze(%x: tensor<2x3x!quant.uniform<u8:f32, 0.5:7>> {run.input = "200,237,18,55,92,129"})
      -> tensor<2x3x1x1x!quant.uniform<u8:f32, 0.5:7>> {
    %y = tpu.Reshape(%x)
      : (tensor<2x3x!quant.uniform<u8:f32, 0.5:7>>) -> tensor<2x3x1x1x!quant.uniform<u8:f32, 0.5:7>> loc("y")
    return %y : tensor<2x3x1x1x!quant.uniform<u8:f32, 0.5:7>>
  }

  // f16.
  // CHECK-LABEL: @halves
  // CHECK-NEXT: y: 1x2x3xf16 = [-2.5, -2.25, -2, -1.75, -1.5, -1.25]
  func.func @halves(%x: tensor<1x6xf16> {run.input = "-2.5,-2.25,-2,-1.75,-1.5,-1.25"})
      -> tensor<1x2x3xf16> {
    %y = tpu.Reshape(%x)
      : (tensor<1x6xf16>) -> tensor<1x2x3xf16> loc("y")
    return %y : tensor<1x2x3xf16>
  }
}
