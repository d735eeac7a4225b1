// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* What the chips can do (tpuc/Target/Chip.h), for other languages. */
#ifndef TPUC_C_CHIPS_H
#define TPUC_C_CHIPS_H

#include "mlir-c/Support.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Chips are numbered from 0.
MLIR_CAPI_EXPORTED intptr_t tpucChipCount(void);
MLIR_CAPI_EXPORTED MlirStringRef tpucChipName(intptr_t chip);
/// Whether activations may have a zero point.
MLIR_CAPI_EXPORTED bool tpucChipIsAsymmetric(intptr_t chip);
/// The float types a layer can have beside INT8 ones; the first is `auto`.
MLIR_CAPI_EXPORTED intptr_t tpucChipFloatModeCount(intptr_t chip);
MLIR_CAPI_EXPORTED MlirStringRef tpucChipFloatMode(intptr_t chip,
                                                   intptr_t index);
/// Peak rate in the type of that name (INT8, F32, ...), 1e12 operations a
/// second; 0 when the chip has none.
MLIR_CAPI_EXPORTED double tpucChipPeakRate(intptr_t chip, MlirStringRef mode);
/// Peak bandwidth of the memory, 1e9 bytes a second.
MLIR_CAPI_EXPORTED double tpucChipBandwidth(intptr_t chip);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_CHIPS_H
