// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// a / b in a float type, rounded once.

module attributes {tpu.chip = "bm1684x"} {
  // f32.
  // CHECK-LABEL: @f32
  // CHECK-NEXT: y: 1x2x2x2xf32 = [0.25, -1, -0.5, 1.5, 0.33333334, -0.0625, 12, -800]
  func.func @f32(%a: tensor<1x2x2x2xf32> {run.input = "1,-2.5,8,3,1,-0.5,9,100"},
                 %b: tensor<1x2x2x2xf32> {run.input = "4,2.5,-16,2,3,8,0.75,-0.125"})
      -> tensor<1x2x2x2xf32> {
    %y = tpu.Div(%a, %b)
      : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("y")
    return %y : tensor<1x2x2x2xf32>
  }

  // Rounded to 11 bits.
  // CHECK-LABEL: @f16
  // CHECK-NEXT: y: 1x2x2x2xf16 = [999.5, -1, 2048, -0.4284668, 2047, 0.5, -0.4284668, 3334]
  func.func @f16(%a: tensor<1x2x2x2xf16> {run.input = "1,-2.5,2048,3,65504,0.099975586,-0.30004883,100"},
                 %b: tensor<1x2x2x2xf16> {run.input = "0.0010004044,2.5,1,-7,32,0.19995117,0.7001953,0.02999878"})
      -> tensor<1x2x2x2xf16> {
    %y = tpu.Div(%a, %b)
      : (tensor<1x2x2x2xf16>, tensor<1x2x2x2xf16>) -> tensor<1x2x2x2xf16> loc("y")
    return %y : tensor<1x2x2x2xf16>
  }

  // Rounded to 8 bits; at least 0, at most 12.
  // CHECK-LABEL: @bf16
  // CHECK-NEXT: y: 1x2x2x2xbf16 = [12, 0, 12, 0, 12, 0.5, 0, 12]
  func.func @bf16(%a: tensor<1x2x2x2xbf16> {run.input = "1,-2.5,2048,3,65536,0.100097656,-0.30078125,100"},
                  %b: tensor<1x2x2x2xbf16> {run.input = "0.0009994507,2.5,1,-7,32,0.20019531,0.69921875,0.030029297"})
      -> tensor<1x2x2x2xbf16> {
    %y = tpu.Div(%a, %b) {do_relu = true, relu_limit = 12.0 : f64}
      : (tensor<1x2x2x2xbf16>, tensor<1x2x2x2xbf16>) -> tensor<1x2x2x2xbf16> loc("y")
    return %y : tensor<1x2x2x2xbf16>
  }
}
