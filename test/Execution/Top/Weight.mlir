// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Constants of every element type, written in place or as a blob.

// Two values that are not the same.
// CHECK-LABEL: @floats
// CHECK-NEXT: w: 2xf32 = [1.5, -2]
func.func @floats() -> tensor<2xf32> {
  %w = top.Weight {value = dense<[1.5, -2.0]> : tensor<2xf32>} : tensor<2xf32> loc("w")
  return %w : tensor<2xf32>
}

// One value for all.
// CHECK-LABEL: @splat
// CHECK-NEXT: w: 2x2xf32 = [0.25, 0.25, 0.25, 0.25]
func.func @splat() -> tensor<2x2xf32> {
  %w = top.Weight {value = dense<0.25> : tensor<2x2xf32>} : tensor<2x2xf32> loc("w")
  return %w : tensor<2x2xf32>
}

// A blob: alignment 4, then 1.0 and -0.5 as little-endian bytes.
// CHECK-LABEL: @blob
// CHECK-NEXT: w: 2xf32 = [1, -0.5]
func.func @blob() -> tensor<2xf32> {
  %w = top.Weight {value = dense_resource<two> : tensor<2xf32>} : tensor<2xf32> loc("w")
  return %w : tensor<2xf32>
}

// Stored integers of quantized weights; signless bytes of a u8 weight are unsigned.
// CHECK-LABEL: @integers
// CHECK-NEXT: a: 3xi8 = [-128, 0, 127]
// CHECK-NEXT: b: 2xu8 = [0, 255]
// CHECK-NEXT: c: 2xu8 = [128, 255]
// CHECK-NEXT: d: 2xi16 = [-32768, 32767]
// CHECK-NEXT: e: 2xi32 = [-70000, 70000]
func.func @integers()
    -> (tensor<3x!quant.uniform<i8:f32, 0.5>>, tensor<2x!quant.uniform<u8:f32, 0.5>>,
        tensor<2x!quant.uniform<u8:f32, 0.5>>, tensor<2xi16>, tensor<2xi32>) {
  %a = top.Weight {value = dense<[-128, 0, 127]> : tensor<3xi8>} : tensor<3x!quant.uniform<i8:f32, 0.5>> loc("a")
  %b = top.Weight {value = dense<[0, 255]> : tensor<2xui8>} : tensor<2x!quant.uniform<u8:f32, 0.5>> loc("b")
  %c = top.Weight {value = dense<[-128, -1]> : tensor<2xi8>} : tensor<2x!quant.uniform<u8:f32, 0.5>> loc("c")
  %d = top.Weight {value = dense<[-32768, 32767]> : tensor<2xi16>} : tensor<2xi16> loc("d")
  %e = top.Weight {value = dense<[-70000, 70000]> : tensor<2xi32>} : tensor<2xi32> loc("e")
  return %a, %b, %c, %d, %e
    : tensor<3x!quant.uniform<i8:f32, 0.5>>, tensor<2x!quant.uniform<u8:f32, 0.5>>,
      tensor<2x!quant.uniform<u8:f32, 0.5>>, tensor<2xi16>, tensor<2xi32>
}

// Halves: 65504 is the largest f16, 6.1035e-05 the smallest normal one; bf16 has 8 bits of precision.
// CHECK-LABEL: @halves
// CHECK-NEXT: a: 3xf16 = [65504, 6.1035156e-05, -1.5]
// CHECK-NEXT: b: 2xbf16 = [1.0078125, -3]
func.func @halves() -> (tensor<3xf16>, tensor<2xbf16>) {
  %a = top.Weight {value = dense<[65504.0, 6.1035e-05, -1.5]> : tensor<3xf16>} : tensor<3xf16> loc("a")
  %b = top.Weight {value = dense<[1.0078125, -3.0]> : tensor<2xbf16>} : tensor<2xbf16> loc("b")
  return %a, %b : tensor<3xf16>, tensor<2xbf16>
}

{-#
  dialect_resources: {
    builtin: {
      two: "0x040000000000803F000000BF"
    }
  }
#-}
