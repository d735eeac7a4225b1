// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TPU_TRANSFORMS_PASSES_TD
#define TPUC_DIALECT_TPU_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def TpuStripIOQuant : Pass<"tpu-strip-io-quant", "::mlir::ModuleOp"> {
  let summary = "let quantized values cross the network's border";
  let description = [{
    `quant-input` removes the cast behind each input that has no other use and
    gives the input the quantized type; `quant-output` removes the final casts
    from integers, and from f16 to f32.
  }];
  let statistics = [
    Statistic<"numInputs", "inputs-stripped", "inputs made quantized">,
    Statistic<"numOutputs", "outputs-stripped", "outputs made quantized">];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let options = [
    Option<"quantInput", "quant-input", "bool", "false", "strip input casts">,
    Option<"quantOutput", "quant-output", "bool", "false", "strip output casts">];
}

#endif // TPUC_DIALECT_TPU_TRANSFORMS_PASSES_TD
