// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Safetensors.h"
#include "Files.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace tpuc::runtime {

size_t safetensorsElementSize(StringRef dtype) {
  return StringSwitch<size_t>(dtype)
      .Cases({"I8", "U8", "BOOL"}, 1)
      .Cases({"I16", "U16", "F16", "BF16"}, 2)
      .Cases({"I32", "U32", "F32"}, 4)
      .Cases({"I64", "U64", "F64"}, 8)
      .Default(0);
}

Expected<std::shared_ptr<const SafetensorsFile>>
SafetensorsFile::open(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fileError(path, "cannot read: " + buffer.getError().message());
  auto file = std::make_shared<SafetensorsFile>();
  file->filePath = path.str();
  file->buffer = std::move(*buffer);
  if (Error error = file->parse())
    return std::move(error);
  return file;
}

const SafeTensor *SafetensorsFile::lookup(StringRef name) const {
  auto it = tensors.find(name);
  return it == tensors.end() ? nullptr : &it->second;
}

Error SafetensorsFile::parse() {
  StringRef contents = buffer->getBuffer();
  if (contents.size() < 8)
    return fileError(filePath, "not a safetensors file");
  uint64_t headerSize = support::endian::read64le(contents.data());
  if (headerSize > contents.size() - 8)
    return fileError(filePath, "truncated or not a safetensors file");

  Expected<json::Value> header = json::parse(contents.substr(8, headerSize));
  if (!header)
    return fileError(filePath, "bad header: " + toString(header.takeError()));
  const json::Object *entries = header->getAsObject();
  if (!entries)
    return fileError(filePath, "bad header: not an object");

  StringRef data = contents.drop_front(8 + headerSize);
  for (const auto &[key, value] : *entries) {
    StringRef name = key;
    if (name == "__metadata__")
      continue;
    auto bad = [&](const Twine &what) {
      return fileError(filePath, "tensor '" + name + "': " + what);
    };
    const json::Object *entry = value.getAsObject();
    if (!entry)
      return bad("bad header entry");
    std::optional<StringRef> dtype = entry->getString("dtype");
    const json::Array *shape = entry->getArray("shape");
    const json::Array *range = entry->getArray("data_offsets");
    if (!dtype || !shape || !range || range->size() != 2)
      return bad("bad header entry");
    std::optional<int64_t> begin = (*range)[0].getAsInteger();
    std::optional<int64_t> end = (*range)[1].getAsInteger();
    if (!begin || !end || *begin < 0 || *end < *begin)
      return bad("bad data_offsets");
    if (static_cast<uint64_t>(*end) > data.size())
      return bad("truncated file: needs " + Twine(*end) + " bytes of data, " +
                 Twine(data.size()) + " are there");

    SafeTensor tensor;
    tensor.dtype = dtype->str();
    int64_t elements = 1;
    for (const json::Value &dim : *shape) {
      std::optional<int64_t> size = dim.getAsInteger();
      if (!size || *size < 0)
        return bad("bad shape");
      tensor.shape.push_back(*size);
      elements *= *size;
    }
    tensor.bytes = ArrayRef<char>(data.data() + *begin, *end - *begin);
    size_t elementSize = safetensorsElementSize(*dtype);
    if (elementSize == 0)
      return bad("unknown dtype " + *dtype);
    if (tensor.bytes.size() != elements * elementSize)
      return bad("shape and data_offsets disagree");
    tensors.try_emplace(name, std::move(tensor));
  }
  return Error::success();
}

/// The JSON header for tensors laid out one behind the other.
static std::string
makeHeader(ArrayRef<std::pair<std::string, SafeTensor>> tensors) {
  std::string header;
  raw_string_ostream os(header);
  json::OStream json(os);
  json.object([&] {
    int64_t offset = 0;
    for (const auto &[name, tensor] : tensors) {
      json.attributeObject(name, [&, &tensor = tensor] {
        json.attribute("dtype", tensor.dtype);
        json.attributeArray("shape", [&] {
          for (int64_t dim : tensor.shape)
            json.value(dim);
        });
        json.attributeArray("data_offsets", [&] {
          json.value(offset);
          offset += tensor.bytes.size();
          json.value(offset);
        });
      });
    }
  });
  // Spaces are allowed at the end; they align the data.
  header.append((8 - header.size() % 8) % 8, ' ');
  return header;
}

Error writeSafetensors(StringRef path,
                       ArrayRef<std::pair<std::string, SafeTensor>> tensors) {
  std::string header = makeHeader(tensors);
  return writeFileAtomically(path, [&](raw_ostream &os) -> Error {
    char length[8];
    support::endian::write64le(length, header.size());
    os.write(length, sizeof(length));
    os << header;
    for (const auto &[name, tensor] : tensors)
      os.write(tensor.bytes.data(), tensor.bytes.size());
    return Error::success();
  });
}

} // namespace tpuc::runtime
