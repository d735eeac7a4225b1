// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Chips.h"

#include "tpuc/Target/Chip.h"

#include "mlir/CAPI/Support.h"

using namespace tpuc;

intptr_t tpucChipCount(void) { return allChips().size(); }

MlirStringRef tpucChipName(intptr_t chip) {
  return wrap(allChips()[chip].name);
}

bool tpucChipIsAsymmetric(intptr_t chip) { return allChips()[chip].asymmetric; }

intptr_t tpucChipFloatModeCount(intptr_t chip) {
  return allChips()[chip].floatModes.size();
}

MlirStringRef tpucChipFloatMode(intptr_t chip, intptr_t index) {
  return wrap(stringify(allChips()[chip].floatModes[index]));
}

double tpucChipPeakRate(intptr_t chip, MlirStringRef mode) {
  Mode parsed;
  return parseMode(unwrap(mode), parsed) ? allChips()[chip].peak[parsed] : 0;
}

double tpucChipBandwidth(intptr_t chip) {
  return allChips()[chip].peak.bandwidth;
}
