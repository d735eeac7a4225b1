// RUN: tpuc-run %s -input x=1,2 -all | FileCheck %s
// RUN: tpuc-run %s -input "x=iota(-1,0.5)" | FileCheck %s --check-prefix=IOTA
// RUN: not tpuc-run %s 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not tpuc-run %s -input x=1,2,3 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not tpuc-run %s -input x=one 2>&1 | FileCheck %s --check-prefix=NUMBER
// RUN: tpuc-run %s -input x=0.123456789 -digits=3 | FileCheck %s --check-prefix=DIGITS
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The options of tpuc-run: values that repeat, all tensors, digits, and what it refuses.

// CHECK-LABEL: @main
// CHECK-NEXT: x: 4xf32 = [1, 2, 1, 2]
// CHECK-NEXT: a: 4xf32 = [2, 3, 2, 3]
// CHECK-NEXT: y: 4xf32 = [4, 6, 4, 6]
// IOTA-LABEL: @main
// IOTA-NEXT: y: 4xf32 = [0, 1, 2, 3]
// MISSING: error: @main: input 'x' has no values
// COUNT: error: @main: input 'x'
// COUNT-NEXT: 3 values do not fill 4
// NUMBER: 'one' is not a number
// DIGITS: y: 4xf32 = [2.25, 2.25, 2.25, 2.25]
func.func @main(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  %x = top.Input(%arg0) : (tensor<4xf32>) -> tensor<4xf32> loc("x")
  %a = top.AddConst(%x) {const_val = 1.0 : f64} : (tensor<4xf32>) -> tensor<4xf32> loc("a")
  %y = top.MulConst(%a) {const_val = 2.0 : f64} : (tensor<4xf32>) -> tensor<4xf32> loc("y")
  return %y : tensor<4xf32>
}
