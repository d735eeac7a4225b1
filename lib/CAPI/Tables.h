// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_CAPI_TABLES_H
#define TPUC_LIB_CAPI_TABLES_H

#include "Support.h"
#include "tpuc-c/Lowering.h"
#include "tpuc/Conversion/TopToTpu/Tables.h"

namespace tpuc::capi {

inline Threshold fromC(const TpucThreshold &row) {
  return {row.threshold, row.min, row.max};
}

inline CalibrationTable toTable(const TpucThreshold *rows, intptr_t count) {
  CalibrationTable table;
  for (intptr_t i = 0; i < count; ++i)
    table.set(fromC(rows[i].layer), fromC(rows[i]));
  return table;
}

inline llvm::Expected<Mode> toMode(MlirStringRef text) {
  Mode mode;
  if (!parseMode(fromC(text), mode))
    return llvm::createStringError("unknown mode '" + fromC(text) +
                                   "'; known: INT8, F32, F16, BF16");
  return mode;
}

inline llvm::Expected<QuantizationTable> toTable(const TpucLayerMode *rows,
                                                 intptr_t count) {
  QuantizationTable table;
  for (intptr_t i = 0; i < count; ++i) {
    auto mode = toMode(rows[i].mode);
    if (!mode)
      return mode.takeError();
    table.set(fromC(rows[i].layer), *mode);
  }
  return table;
}

inline llvm::Expected<const Chip *> toChip(MlirStringRef name) {
  if (const Chip *chip = lookupChip(fromC(name)))
    return chip;
  return llvm::createStringError("unknown chip '" + fromC(name) +
                                 "'; known: " + chipNames());
}

} // namespace tpuc::capi

#endif // TPUC_LIB_CAPI_TABLES_H
