// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Conversion/TopToTpu/Tables.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>

using namespace tpuc;
using llvm::StringRef;

/// What every threshold is at least.
static constexpr double kLeastThreshold = 1e-5;

static llvm::Error lineError(StringRef name, int64_t line,
                             const llvm::Twine &message) {
  return llvm::createStringError(name + ":" + llvm::Twine(line) + ": " +
                                 message);
}

/// Calls `row` with the fields of every line that is neither blank nor a
/// comment; `comment` says whether to go on after a comment line.
template <typename Row, typename Comment>
static llvm::Error forEachLine(StringRef text, StringRef name, Row row,
                               Comment comment) {
  auto buffer = llvm::MemoryBuffer::getMemBuffer(
      text, name, /*RequiresNullTerminator=*/false);
  for (llvm::line_iterator line(*buffer, /*SkipBlanks=*/true), end; line != end;
       ++line) {
    StringRef content = line->trim();
    if (content.empty())
      continue;
    if (content.starts_with("#")) {
      if (!comment(content))
        break;
      continue;
    }
    llvm::SmallVector<StringRef, 4> fields;
    llvm::SplitString(content, fields);
    if (llvm::Error error = row(fields, line.line_number()))
      return error;
  }
  return llvm::Error::success();
}

template <typename Table>
static llvm::Expected<Table> parseFileAs(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path +
                                   "': " + buffer.getError().message());
  return Table::parse((*buffer)->getBuffer(), path);
}

//===----------------------------------------------------------------------===//
// Calibration table
//===----------------------------------------------------------------------===//

llvm::Expected<CalibrationTable> CalibrationTable::parseFile(StringRef path) {
  return parseFileAs<CalibrationTable>(path);
}

llvm::Expected<CalibrationTable> CalibrationTable::parse(StringRef text,
                                                         StringRef name) {
  CalibrationTable table;
  auto row = [&](llvm::ArrayRef<StringRef> fields,
                 int64_t line) -> llvm::Error {
    if (fields.size() != 4)
      return lineError(name, line,
                       "expected 'name threshold min max', got " +
                           llvm::Twine(fields.size()) + " fields");
    double numbers[3];
    for (int i = 0; i < 3; ++i)
      if (fields[i + 1].getAsDouble(numbers[i]) || !std::isfinite(numbers[i]))
        return lineError(name, line,
                         "'" + fields[i + 1] + "' is not a finite number");
    table.set(fields[0],
              {std::max(numbers[0], kLeastThreshold), numbers[1], numbers[2]});
    return llvm::Error::success();
  };
  // The sections behind the thresholds steer options that no chip here has.
  auto comment = [](StringRef line) {
    StringRef word = line.split(' ').first;
    return word != "#asym_op" && word != "#int4_th" && word != "#weight_scale";
  };
  if (llvm::Error error = forEachLine(text, name, row, comment))
    return error;
  return table;
}

//===----------------------------------------------------------------------===//
// Quantization table
//===----------------------------------------------------------------------===//

llvm::Expected<QuantizationTable> QuantizationTable::parseFile(StringRef path) {
  return parseFileAs<QuantizationTable>(path);
}

llvm::Expected<QuantizationTable> QuantizationTable::parse(StringRef text,
                                                           StringRef name) {
  QuantizationTable table;
  auto row = [&](llvm::ArrayRef<StringRef> fields,
                 int64_t line) -> llvm::Error {
    if (fields.size() == 1)
      return llvm::Error::success();
    if (fields.size() != 2)
      return lineError(name, line,
                       "expected 'name mode', got " +
                           llvm::Twine(fields.size()) + " fields");
    Mode mode;
    if (!parseMode(fields[1], mode))
      return lineError(name, line,
                       "unknown mode '" + fields[1] +
                           "', expected INT8, F32, F16 or BF16");
    table.set(fields[0], mode);
    return llvm::Error::success();
  };
  if (llvm::Error error =
          forEachLine(text, name, row, [](StringRef) { return true; }))
    return error;
  return table;
}
