//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPDIALECT_TD
#define TPUC_DIALECT_TOP_TOPDIALECT_TD

include "mlir/IR/OpBase.td"

def Top_Dialect : Dialect {
  let name = "top";
  let cppNamespace = "::tpuc::top";
  let summary = "Networks as their framework meant them: float, chip-independent";
  let description = [{
    The `top` dialect holds a trained network after import: one `func.func
    @main` with one block, each op a layer, each value an `f32` tensor of static
    shape. Nothing in it depends on a chip.

    The *layer name* of an op is its location (`loc("input3.1")`), the name of
    the tensor it produces; names are unique in a module, tables are keyed by
    them. After a calibration table is imported the element type is
    `!quant.calibrated<f32<min:max>>`.

    Module attributes: `top.weight_file` (path of the safetensors file with the
    weights, relative to the .mlir file).
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultAttributePrinterParser = 1;
  // All patterns are here (Canonicalize.h) and there are no folders: a fold
  // cannot give the surviving op the layer name that it must have.
  let hasCanonicalizer = 1;
}

#endif // TPUC_DIALECT_TOP_TOPDIALECT_TD
