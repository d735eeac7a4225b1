// What tables hold: entry q & 255 belongs to q (numerics text, 4.5).
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CV18

!x = !quant.calibrated<f32<-127.0:127.0>>

// bm1684x and cv18xx take |q| in integers (Q6), bm1684 by a table that saturates.
// BM1684-LABEL: func.func @abs
// BM1684: tpu.Lut
// BM1684X-LABEL: func.func @abs
// BM1684X: tpu.Active(%{{.*}}) {function = #tpu<function Abs>} : (tensor<1x6x!quant.uniform<i8:f32, 1.000000e+00>>) -> tensor<1x6x!quant.uniform<i8:f32, 1.000000e+00>>
// CV18-LABEL: func.func @abs
// CV18: tpu.Active(%{{.*}}) {function = #tpu<function Abs>}
func.func @abs(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Abs(%0) : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("a")
  return %1 : tensor<1x6x!x>
}

// Q8: 1/0 is the low clamp, on cv18xx the high one.
func.func @reciprocal(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.Reciprocal(%0) {const_val = 127.0 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("r")
  return %1 : tensor<1x6x!x>
}

// BM1684-DAG: a_table: "0x01000000000102030405
// BM1684-DAG: r_table: "0x01000000807F402A2019
// BM1684X-DAG: r_table: "0x01000000807F402A2019
// CV18-DAG: r_table: "0x010000007F7F402A2019
