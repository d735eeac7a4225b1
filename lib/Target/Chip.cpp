// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Target/Chip.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace tpuc;

static constexpr Mode kF32[] = {Mode::F32};
static constexpr Mode kF16First[] = {Mode::F16, Mode::F32, Mode::BF16};
static constexpr Mode kBF16[] = {Mode::BF16};

static constexpr Chip cv18xx(const char *name) {
  return {name,
          ChipFamily::CV18XX,
          QuantScheme::PerChannelQdm,
          /*asymmetric=*/false,
          /*unsignedInt8=*/false,
          kBF16};
}

static const Chip kChips[] = {
    {"bm1684", ChipFamily::BM1684, QuantScheme::PerTensorShift,
     /*asymmetric=*/false, /*unsignedInt8=*/true, kF32},
    {"bm1684x", ChipFamily::BM1684X, QuantScheme::PerChannelMultiplierShift,
     /*asymmetric=*/true, /*unsignedInt8=*/true, kF16First},
    cv18xx("cv183x"),
    cv18xx("cv182x"),
    cv18xx("cv181x"),
    cv18xx("cv180x"),
};

bool Chip::supports(Mode mode) const {
  return mode == Mode::INT8 || llvm::is_contained(floatModes, mode);
}

llvm::ArrayRef<Chip> tpuc::allChips() { return kChips; }

const Chip *tpuc::lookupChip(llvm::StringRef name) {
  for (const Chip &chip : kChips)
    if (name.equals_insensitive(chip.name))
      return &chip;
  return nullptr;
}

std::string tpuc::chipNames() {
  return llvm::join(
      llvm::map_range(kChips, [](const Chip &chip) { return chip.name; }),
      ", ");
}

llvm::StringRef tpuc::stringify(Mode mode) {
  switch (mode) {
  case Mode::INT8:
    return "INT8";
  case Mode::F32:
    return "F32";
  case Mode::F16:
    return "F16";
  case Mode::BF16:
    return "BF16";
  }
  return "";
}

bool tpuc::parseMode(llvm::StringRef text, Mode &mode) {
  for (Mode m : {Mode::INT8, Mode::F32, Mode::F16, Mode::BF16})
    if (text.equals_insensitive(stringify(m))) {
      mode = m;
      return true;
    }
  return false;
}
