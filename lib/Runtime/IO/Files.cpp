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

/// Where the file is that `path` means: a link is followed. Refuses what is
/// there and no regular file, which a rename would replace.
static Expected<std::string> resolveTarget(StringRef path) {
  sys::fs::file_status status;
  if (sys::fs::status(path, status) || !sys::fs::exists(status))
    return path.str();
  if (!sys::fs::is_regular_file(status))
    return fileError(path, "cannot write: it is no regular file");
  SmallString<128> target;
  if (std::error_code code = sys::fs::real_path(path, target))
    return fileError(path, "cannot write: " + code.message());
  return target.str().str();
}

Error writeFileAtomically(StringRef path,
                          function_ref<Error(raw_ostream &)> write) {
  Expected<std::string> target = resolveTarget(path);
  if (!target)
    return target.takeError();
  SmallString<128> temporary;
  int fd = -1;
  if (std::error_code code =
          sys::fs::createUniqueFile(*target + ".tmp-%%%%%%%%", fd, temporary))
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
    if (std::error_code code = sys::fs::rename(temporary, *target))
      error = fileError(path, "cannot write: " + code.message());
  if (error)
    sys::fs::remove(temporary);
  return error;
}

} // namespace tpuc::runtime
