// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The safetensors container: 8 bytes of header length, a JSON header that maps
// tensor names to dtype, shape and byte range, then the bytes.
#ifndef TPUC_LIB_RUNTIME_IO_SAFETENSORS_H
#define TPUC_LIB_RUNTIME_IO_SAFETENSORS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace tpuc::runtime {

/// One tensor of a file. The bytes belong to the file.
struct SafeTensor {
  std::string dtype; ///< "F32", "F16", "BF16", "I8", "U8", "I16", "I32" ...
  std::vector<int64_t> shape;
  llvm::ArrayRef<char> bytes;
};

/// Size of an element of a safetensors dtype; 0 for an unknown one.
size_t safetensorsElementSize(llvm::StringRef dtype);

/// A safetensors file mapped into memory.
class SafetensorsFile {
public:
  static llvm::Expected<std::shared_ptr<const SafetensorsFile>>
  open(llvm::StringRef path);

  /// Null when the file has no tensor of that name.
  const SafeTensor *lookup(llvm::StringRef name) const;
  llvm::StringRef path() const { return filePath; }

private:
  llvm::Error parse();

  std::string filePath;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  llvm::StringMap<SafeTensor> tensors;
};

/// Writes `tensors` in this order; wider elements first keeps them aligned.
llvm::Error
writeSafetensors(llvm::StringRef path,
                 llvm::ArrayRef<std::pair<std::string, SafeTensor>> tensors);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_IO_SAFETENSORS_H
