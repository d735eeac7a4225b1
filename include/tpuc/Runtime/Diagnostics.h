// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_RUNTIME_DIAGNOSTICS_H
#define TPUC_RUNTIME_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tpuc::runtime {

/// Turns the errors that MLIR reports while it lives into one message: the
/// first error, with its place in a file or the layer it names.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext *context);

  /// The first error, or `fallback` when none was reported.
  std::string message(llvm::StringRef fallback) const;
  llvm::Error takeError(llvm::StringRef fallback) const;

private:
  std::string first;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_DIAGNOSTICS_H
