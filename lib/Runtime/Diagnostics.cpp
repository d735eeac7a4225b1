// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace mlir;

namespace tpuc::runtime {

static std::string describe(Diagnostic &diagnostic) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Location where = diagnostic.getLocation();
  if (auto file = where->findInstanceOf<FileLineColLoc>())
    os << file.getFilename().getValue() << ":" << file.getLine() << ":"
       << file.getColumn() << ": ";
  else if (auto layer = where->findInstanceOf<NameLoc>())
    os << "layer '" << layer.getName().getValue() << "': ";
  os << diagnostic;
  return text;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error &&
            first.empty())
          first = describe(diagnostic);
        return success();
      }) {}

std::string DiagnosticCollector::message(llvm::StringRef fallback) const {
  return first.empty() ? fallback.str() : first;
}

llvm::Error DiagnosticCollector::takeError(llvm::StringRef fallback) const {
  return llvm::createStringError(message(fallback));
}

} // namespace tpuc::runtime
