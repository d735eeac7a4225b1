// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Files.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace tpuc::runtime {

Error fileError(StringRef path, const Twine &message) {
  return createStringError(inconvertibleErrorCode(),
                           Twine(path) + ": " + message);
}

Error writeFileAtomically(StringRef path,
                          function_ref<Error(raw_ostream &)> write) {
  SmallString<128> temporary;
  int fd = -1;
  if (std::error_code code =
          sys::fs::createUniqueFile(path + ".tmp-%%%%%%%%", fd, temporary))
    return fileError(path, "cannot write: " + code.message());

  auto fill = [&]() -> Error {
    raw_fd_ostream os(fd, /*shouldClose=*/true);
    if (Error error = write(os)) {
      os.clear_error();
      return error;
    }
    os.close();
    if (!os.has_error())
      return Error::success();
    std::string reason = os.error().message();
    os.clear_error();
    return fileError(path, "cannot write: " + reason);
  };
  Error error = fill();
  if (!error)
    if (std::error_code code = sys::fs::rename(temporary, path))
      error = fileError(path, "cannot write: " + code.message());
  if (error)
    sys::fs::remove(temporary);
  return error;
}

} // namespace tpuc::runtime
