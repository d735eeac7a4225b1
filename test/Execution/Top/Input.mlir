// RUN: tpuc-run %s | FileCheck %s
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The argument of the function under its layer name; preprocessing is done before, by the caller.

// Returned as it is, and used.
// CHECK-LABEL: @input
// CHECK-NEXT: image: 1x3x1x2xf32 = [0, 100, 200, 300, 400, 500]
// CHECK-NEXT: y: 1x3x1x2xf32 = [1, 101, 201, 301, 401, 501]
func.func @input(%arg0: tensor<1x3x1x2xf32> {run.input = "iota(0,100)"})
    -> (tensor<1x3x1x2xf32>, tensor<1x3x1x2xf32>) {
  %x = top.Input(%arg0) {mean = array<f64: 127.0, 127.0, 127.0>,
     scale = array<f64: 0.5, 0.5, 0.5>}
    : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x2xf32> loc("image")
  %y = top.AddConst(%x) {const_val = 1.0 : f64}
    : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x2xf32> loc("y")
  return %x, %y : tensor<1x3x1x2xf32>, tensor<1x3x1x2xf32>
}

// Two layers name one argument.
// CHECK-LABEL: @twice
// CHECK-NEXT: first: 2xf32 = [3, 4]
// CHECK-NEXT: second: 2xf32 = [3, 4]
func.func @twice(%arg0: tensor<2xf32> {run.input = "3,4"})
    -> (tensor<2xf32>, tensor<2xf32>) {
  %a = top.Input(%arg0)
    : (tensor<2xf32>) -> tensor<2xf32> loc("first")
  %b = top.Input(%arg0)
    : (tensor<2xf32>) -> tensor<2xf32> loc("second")
  return %a, %b : tensor<2xf32>, tensor<2xf32>
}
