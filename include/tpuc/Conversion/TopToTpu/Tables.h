// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The two text tables that steer lowering, keyed by layer name: thresholds
// (numerics text, section 1) and per-layer modes (section 9).
#ifndef TPUC_CONVERSION_TOPTOTPU_TABLES_H
#define TPUC_CONVERSION_TOPTOTPU_TABLES_H

#include "tpuc/Target/Chip.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <utility>
#include <vector>

namespace tpuc {

/// What calibration knows of a layer: the threshold and the range it saw.
struct Threshold {
  double threshold = 0, min = 0, max = 0;
};

/// Layer name -> value, in the order of the file.
template <typename T> class LayerTable {
public:
  using Entry = std::pair<std::string, T>;

  /// The value of `name`; null when the table lacks it.
  const T *lookup(llvm::StringRef name) const {
    auto it = index.find(name);
    return it == index.end() ? nullptr : &rows[it->second].second;
  }
  /// Adds or replaces the value of `name`.
  void set(llvm::StringRef name, const T &value) {
    auto [it, inserted] = index.try_emplace(name, rows.size());
    if (inserted)
      rows.emplace_back(name.str(), value);
    else
      rows[it->second].second = value;
  }
  llvm::ArrayRef<Entry> entries() const { return rows; }
  size_t size() const { return rows.size(); }
  bool empty() const { return rows.empty(); }

private:
  std::vector<Entry> rows;
  llvm::StringMap<size_t> index;
};

/// A calibration table: lines `name threshold min max`. Blank and `#` lines
/// are skipped; a section line (`#asym_op`, `#int4_th`, `#weight_scale`) ends
/// the table. Thresholds <= 1e-5 become 1e-5.
class CalibrationTable : public LayerTable<Threshold> {
public:
  /// Reads a file; errors read `path:line: ...`.
  static llvm::Expected<CalibrationTable> parseFile(llvm::StringRef path);
  /// Reads text; `name` stands for the path in errors.
  static llvm::Expected<CalibrationTable> parse(llvm::StringRef text,
                                                llvm::StringRef name);
};

/// A quantization table: lines `name MODE`. Blank lines, `#` lines and lines of
/// a single word are skipped. Which modes a chip has is checked on lowering.
class QuantizationTable : public LayerTable<Mode> {
public:
  static llvm::Expected<QuantizationTable> parseFile(llvm::StringRef path);
  static llvm::Expected<QuantizationTable> parse(llvm::StringRef text,
                                                 llvm::StringRef name);
};

} // namespace tpuc

#endif // TPUC_CONVERSION_TOPTOTPU_TABLES_H
