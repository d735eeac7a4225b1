// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_IO_FILES_H
#define TPUC_LIB_RUNTIME_IO_FILES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace tpuc::runtime {

/// An error that reads `path: message`.
llvm::Error fileError(llvm::StringRef path, const llvm::Twine &message);

/// Lets `write` fill a temporary file beside `path`, then renames it to `path`.
llvm::Error
writeFileAtomically(llvm::StringRef path,
                    llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_IO_FILES_H
