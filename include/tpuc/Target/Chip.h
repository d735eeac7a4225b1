// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What a chip can do, as data: lowering, casts and the search ask the chip, no
// pattern is copied per chip. Adding a chip is adding an entry in Chip.cpp.
#ifndef TPUC_TARGET_CHIP_H
#define TPUC_TARGET_CHIP_H

#include "tpuc/Quant/QuantScheme.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tpuc {

/// Chips of one family share their arithmetic (docs: numerics).
enum class ChipFamily { BM1684, BM1684X, CV18XX };

/// The computation type of a layer, as spelled in quantization tables.
enum class Mode { INT8, F32, F16, BF16 };

/// How integer weights are scaled and accumulators requantized.
using QuantScheme = quant::QuantScheme;

/// Peak rates, for estimates of a layer's time (docs/search.md). What
/// vendors do not publish is assumed; the search only compares times of one
/// chip.
struct PeakRates {
  double int8 = 0;      ///< 1e12 operations a second; a multiply-add is two
  double half = 0;      ///< the same in F16 and BF16; 0: no such unit
  double single = 0;    ///< the same in F32; 0: no such unit
  double bandwidth = 0; ///< of the memory, 1e9 bytes a second

  double operator[](Mode mode) const;
};

struct Chip {
  llvm::StringRef name;
  ChipFamily family;
  QuantScheme scheme;
  bool asymmetric;                 ///< asymmetric activations possible
  bool unsignedInt8;               ///< u8 activations for non-negative values
  llvm::ArrayRef<Mode> floatModes; ///< for mixing; the first is `auto`
  PeakRates peak;

  bool supports(Mode mode) const;
  Mode defaultFloat() const { return floatModes.front(); }
};

/// The chip called `name` (any case); null when there is none.
const Chip *lookupChip(llvm::StringRef name);
/// All chips, in the order of their families.
llvm::ArrayRef<Chip> allChips();
/// "bm1684, bm1684x, ...": for messages.
std::string chipNames();

llvm::StringRef stringify(Mode mode);
/// INT8, F32, F16 or BF16 in any case.
bool parseMode(llvm::StringRef text, Mode &mode);

} // namespace tpuc

#endif // TPUC_TARGET_CHIP_H
