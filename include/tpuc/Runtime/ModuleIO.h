// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Modules on disk. Text: a .mlir file whose weights lie in a safetensors file
// beside it, named by the module attribute `top.weight_file` and keyed by the
// weights' layer names. Package: one file of MLIR bytecode with the weights in.
// Files are written under a temporary name and renamed when complete.
#ifndef TPUC_RUNTIME_MODULEIO_H
#define TPUC_RUNTIME_MODULEIO_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tpuc::runtime {

/// Name of the module attribute that holds the weight file's path, relative to
/// the .mlir file.
inline constexpr llvm::StringLiteral kWeightFileAttr = "top.weight_file";

/// Reads a text module and attaches its weights (memory-mapped, not copied), or
/// reads a package; which one is told by the file's first bytes. Dialects must
/// be registered with the context. Errors are one line and name the file.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
loadModule(llvm::StringRef path, mlir::MLIRContext *context);

/// Attaches the blobs of `weightFile` to every top.Weight of the module.
llvm::Error attachWeights(mlir::ModuleOp module, llvm::StringRef weightFile);

/// The same, and refuses f32 weights that are NaN or infinite.
llvm::Error loadWeights(mlir::ModuleOp module, llvm::StringRef weightFile);

/// Copies the elements of a top.Weight of any type, floats or the integers that
/// are stored, into `out`, which has as many.
llvm::Error readWeight(mlir::Operation *weight,
                       llvm::MutableArrayRef<float> out);

/// `<stem>_top_weights.safetensors`, for a lowered module
/// `<stem>_tpu_weights.safetensors`, of the .mlir at `path`.
std::string defaultWeightFile(mlir::ModuleOp module, llvm::StringRef path);

/// Writes `path` and the weight file beside it. Its name is `weightFile` when
/// given, else the default one; `top.weight_file` says so in the text.
llvm::Error saveModule(mlir::ModuleOp module, llvm::StringRef path,
                       llvm::StringRef weightFile = "");

/// Writes only the weights of the module, as a safetensors file.
llvm::Error saveWeights(mlir::ModuleOp module, llvm::StringRef path);

/// Writes the module with its weights as one file.
llvm::Error savePackage(mlir::ModuleOp module, llvm::StringRef path);

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_MODULEIO_H
