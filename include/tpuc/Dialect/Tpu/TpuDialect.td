//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TPU_TPUDIALECT_TD
#define TPUC_DIALECT_TPU_TPUDIALECT_TD

include "mlir/IR/OpBase.td"

def Tpu_Dialect : Dialect {
  let name = "tpu";
  let cppNamespace = "::tpuc::tpu";
  let summary = "What one chip computes, with the chip's types and arithmetic";
  let description = [{
    A network lowered for one chip (module attribute `tpu.chip`, name of an
    entry of Target/Chip.h; `tpu.mode`, the module's quantization mode). Values
    are `!quant.uniform` integers, f16, bf16 or f32. An op whose result type is
    quantized computes in exact integers and carries the requantization in
    `requant`; an op with a float result computes in f32 and rounds once to the
    result type. `tpu.Cast` stands wherever types meet. Layer names (locations)
    are those of the top dialect; a cast is named producer + consumer + "_" + type.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect",
                           "::tpuc::top::TopDialect"];
  let useDefaultAttributePrinterParser = 1;
}

#endif // TPUC_DIALECT_TPU_TPUDIALECT_TD
