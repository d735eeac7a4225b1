// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The tensor repeated along each dimension; x = 1, 2, 3, ...

// Channels twice.
// CHECK-LABEL: @channels
// CHECK-NEXT: y: 1x4x1x2xf32 = [1, 2, 3, 4, 1, 2, 3, 4]
func.func @channels(%x: tensor<1x2x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x4x1x2xf32> {
  %y = top.Tile(%x) {repeats = array<i64: 1, 2, 1, 1>}
    : (tensor<1x2x1x2xf32>) -> tensor<1x4x1x2xf32> loc("y")
  return %y : tensor<1x4x1x2xf32>
}

// Rows twice, columns three times.
// CHECK-LABEL: @space
// CHECK-NEXT: y: 1x2x2x6xf32 = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4]
func.func @space(%x: tensor<1x2x1x2xf32> {run.input = "iota(1,1)"})
    -> tensor<1x2x2x6xf32> {
  %y = top.Tile(%x) {repeats = array<i64: 1, 1, 2, 3>}
    : (tensor<1x2x1x2xf32>) -> tensor<1x2x2x6xf32> loc("y")
  return %y : tensor<1x2x2x6xf32>
}

// The first dimension.
// CHECK-LABEL: @rank2
// CHECK-NEXT: y: 4x2xf32 = [1, 2, 3, 4, 1, 2, 3, 4]
func.func @rank2(%x: tensor<2x2xf32> {run.input = "iota(1,1)"})
    -> tensor<4x2xf32> {
  %y = top.Tile(%x) {repeats = array<i64: 2, 1>}
    : (tensor<2x2xf32>) -> tensor<4x2xf32> loc("y")
  return %y : tensor<4x2xf32>
}
