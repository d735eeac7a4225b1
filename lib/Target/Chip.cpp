// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Target/Chip.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace tpuc;

static constexpr Mode kF32[] = {Mode::F32};
static constexpr Mode kF16First[] = {Mode::F16, Mode::F32, Mode::BF16};
static constexpr Mode kBF16[] = {Mode::BF16};

static constexpr Chip bm1684x(const char *name, PeakRates peak) {
  return {name,
          ChipFamily::BM1684X,
          QuantScheme::PerChannelMultiplierShift,
          /*asymmetric=*/true,
          /*unsignedInt8=*/true,
          kF16First,
          peak};
}

static constexpr Chip cv18xx(const char *name, PeakRates peak) {
  return {name,
          ChipFamily::CV18XX,
          QuantScheme::PerChannelQdm,
          /*asymmetric=*/false,
          /*unsignedInt8=*/false,
          kBF16,
          peak};
}

static const Chip kChips[] = {
    {"bm1684",
     ChipFamily::BM1684,
     QuantScheme::PerTensorShift,
     /*asymmetric=*/false,
     /*unsignedInt8=*/true,
     kF32,
     {17.6, 0, 2.2, 68.3}},
    bm1684x("bm1684x", {32, 16, 2, 68.3}),
    // Of cv186x the rate in INT8 alone is published: the others are assumed in
    // the proportions of bm1688, and the memory's of both from its kind.
    bm1684x("bm1688", {16, 4, 0.5, 34.1}),
    bm1684x("cv186x", {7.2, 1.8, 0.225, 17.1}),
    // Their rate in BF16 is not published: half of that in INT8 is assumed.
    cv18xx("cv183x", {1, 0.5, 0, 10.7}),
    cv18xx("cv182x", {0.5, 0.25, 0, 5.3}),
    cv18xx("cv181x", {0.5, 0.25, 0, 3.7}),
    cv18xx("cv180x", {0.5, 0.25, 0, 2.7}),
};

double PeakRates::operator[](Mode mode) const {
  switch (mode) {
  case Mode::INT8:
    return int8;
  case Mode::F16:
  case Mode::BF16:
    return half;
  case Mode::F32:
    return single;
  }
  return 0;
}

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
