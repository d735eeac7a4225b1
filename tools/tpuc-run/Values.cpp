// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Values.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

#include <charconv>

namespace tpuc::run {

static llvm::Expected<float> parseNumber(llvm::StringRef text) {
  double value;
  if (text.trim().getAsDouble(value))
    return llvm::createStringError("'" + text + "' is not a number");
  return static_cast<float>(value);
}

llvm::Expected<std::vector<float>> parseValues(llvm::StringRef text,
                                               int64_t count) {
  bool isIota = text.consume_front("iota(");
  if (isIota && !text.consume_back(")"))
    return llvm::createStringError("'iota(' is not closed");
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, ',');
  std::vector<float> given;
  for (llvm::StringRef part : parts) {
    auto number = parseNumber(part);
    if (!number)
      return number.takeError();
    given.push_back(*number);
  }
  if (isIota && given.size() != 2)
    return llvm::createStringError("iota takes the first value and the step");
  if (!isIota && count % given.size() != 0)
    return llvm::createStringError(llvm::Twine(given.size()) +
                                   " values do not fill " + llvm::Twine(count));
  std::vector<float> values(count);
  for (int64_t i = 0; i < count; ++i)
    values[i] = isIota ? given[0] + static_cast<float>(i) * given[1]
                       : given[i % given.size()];
  return values;
}

void printTensor(llvm::raw_ostream &os, const runtime::TensorInfo &info,
                 llvm::ArrayRef<float> values, int digits) {
  os << info.name << ": ";
  for (int64_t dim : info.shape)
    os << dim << "x";
  os << runtime::stringify(info.storage) << " = [";
  llvm::ListSeparator separator;
  for (float value : values) {
    os << separator;
    value += 0.0f; // one zero
    if (!runtime::isFloat(info.storage)) {
      os << static_cast<int64_t>(value);
      continue;
    }
    char text[32];
    auto end = digits ? std::to_chars(text, std::end(text), value,
                                      std::chars_format::general, digits)
                      : std::to_chars(text, std::end(text), value);
    os << llvm::StringRef(text, end.ptr - text);
  }
  os << "]\n";
}

} // namespace tpuc::run
