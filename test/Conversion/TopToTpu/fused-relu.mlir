// A Relu fused into a table is part of the table; the bf16 tables of cv18xx have it behind them.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefix=INT8
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x mode=BF16" %named | FileCheck %s --check-prefix=BF16

!x = !quant.calibrated<f32<-127.0:127.0>>

// BF16: %[[F:.*]] = tpu.LutBF16({{.*}} loc("m_function")
// BF16: tpu.Relu(%[[F]]) {{.*}} loc("m")
func.func @main(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
  %1 = top.MulConst(%0) {const_val = -1.0 : f64, do_relu = true} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("m")
  return %1 : tensor<1x6x!x>
}

// Entries of positive values (0..127) are 0, of -128..-1 they are 127, 127, 126 ...
// INT8: m_table: "0x01000000{{0+}}7F7F7E7D
