// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Coverage.h"
#include "tpuc/Runtime/Plan.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace tpuc::run {

static bool checkDialect(mlir::MLIRContext &context, llvm::StringRef dialect,
                         llvm::StringRef folder) {
  bool complete = true;
  auto report = [&](const llvm::Twine &message) {
    llvm::errs() << "error: " << message << "\n";
    complete = false;
  };
  llvm::StringSet<> expected;
  for (mlir::RegisteredOperationName name : context.getRegisteredOperations()) {
    if (name.getDialectNamespace() != dialect)
      continue;
    llvm::StringRef op = name.getStringRef();
    if (!runtime::canExecute(name))
      report("no kernel computes " + op);
    llvm::SmallString<128> file(folder);
    llvm::sys::path::append(file, name.stripDialect() + ".mlir");
    if (!llvm::sys::fs::exists(file))
      report(op + " has no test " + file);
    expected.insert(llvm::sys::path::filename(file));
  }
  if (expected.empty())
    report("the dialect " + dialect + " has no ops");
  std::error_code failure;
  for (llvm::sys::fs::directory_iterator it(folder, failure), end;
       it != end && !failure; it.increment(failure))
    if (llvm::sys::path::extension(it->path()) == ".mlir" &&
        !expected.contains(llvm::sys::path::filename(it->path())))
      report(it->path() + " is named after no op of " + dialect);
  if (failure)
    report("cannot read " + folder + ": " + failure.message());
  return complete;
}

bool checkCoverage(mlir::MLIRContext &context, llvm::StringRef folder) {
  bool complete = true;
  for (auto [dialect, name] :
       {std::pair("top", "Top"), std::pair("tpu", "Tpu")}) {
    llvm::SmallString<128> tests(folder);
    llvm::sys::path::append(tests, name);
    complete &= checkDialect(context, dialect, tests);
  }
  return complete;
}

} // namespace tpuc::run
