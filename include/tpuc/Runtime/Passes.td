// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_RUNTIME_PASSES_TD
#define TPUC_RUNTIME_PASSES_TD

include "mlir/Pass/PassBase.td"

def TopLoadWeights : Pass<"top-load-weights", "::mlir::ModuleOp"> {
  let summary = "attach the data of the weights from a safetensors file";
  let description = [{
    Gives every top.Weight the tensor of its layer name, mapped into memory.
    The file is `file`, else what the attribute `top.weight_file` says; a
    relative path begins at the directory of the .mlir that is read (at the
    working directory for standard input). A module of which all weights have
    data already and that names no file stays as it is.

    Errors: a file that cannot be read or is damaged; a tensor that is missing,
    of another type or size, NaN or infinite; weights without data and no file.
  }];
  let options = [
    Option<"file", "file", "std::string", "", "safetensors file">];
  let statistics = [
    Statistic<"numWeights", "weights", "weights with data">];
}

def TopSaveWeights : Pass<"top-save-weights", "::mlir::ModuleOp"> {
  let summary = "write the data of the weights to a safetensors file";
  let description = [{
    Writes every weight under its layer name, sets the attribute
    `top.weight_file` and takes the data out of the module, so that the text
    holds handles alone. `file` is relative to the directory of the .mlir that
    is written (`-o`); without it the name is `<stem>_top_weights.safetensors`,
    for a lowered module `<stem>_tpu_weights.safetensors`. Keep the names in
    the text by `--mlir-print-debuginfo`: they are the keys of the file.

    Errors: weights without data, or two of one name; a place that cannot be
    written; standard output without `file`.
  }];
  let options = [
    Option<"file", "file", "std::string", "", "safetensors file">];
  let statistics = [
    Statistic<"numWeights", "weights", "weights written">];
}

#endif // TPUC_RUNTIME_PASSES_TD
