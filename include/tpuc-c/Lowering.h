// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* The C API of lowering a Top module for a chip. */
#ifndef TPUC_C_LOWERING_H
#define TPUC_C_LOWERING_H

#include "tpuc-c/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A row of a calibration table.
typedef struct TpucThreshold {
  MlirStringRef layer;
  double threshold, min, max;
} TpucThreshold;

/// A row of a quantization table.
typedef struct TpucLayerMode {
  MlirStringRef layer;
  MlirStringRef mode; ///< "INT8", "F16" ...
} TpucLayerMode;

typedef struct TpucLoweringOptions {
  MlirStringRef chip;
  MlirStringRef mode;
  bool asymmetric;
  /// Null for a module that has calibrated types, or needs none.
  const TpucThreshold *thresholds;
  intptr_t numThresholds;
  const TpucLayerMode *modes;
  intptr_t numModes;
} TpucLoweringOptions;

/// What became of a layer. `reason` says why `mode` is not the one requested.
typedef struct TpucLayerReport {
  MlirStringRef name, op, requested, mode, reason;
} TpucLayerReport;

typedef struct TpucLoweringReport {
  void *ptr;
} TpucLoweringReport;

/// Lowers a copy of the module.
MLIR_CAPI_EXPORTED TpucMessage tpucLower(MlirModule module,
                                         const TpucLoweringOptions *options,
                                         MlirModule *lowered,
                                         TpucLoweringReport *report);
/// A copy of the module with the calibrated types that lowering would give its
/// values, and layers in the form that the chip has; `mode` and `modes` are not
/// used.
MLIR_CAPI_EXPORTED TpucMessage tpucCalibrate(MlirModule module,
                                             const TpucLoweringOptions *options,
                                             MlirModule *calibrated);
MLIR_CAPI_EXPORTED void tpucLoweringReportDestroy(TpucLoweringReport report);
MLIR_CAPI_EXPORTED intptr_t
tpucLoweringReportGetNumLayers(TpucLoweringReport report);
/// Strings live as long as the report.
MLIR_CAPI_EXPORTED TpucLayerReport
tpucLoweringReportGetLayer(TpucLoweringReport report, intptr_t index);
MLIR_CAPI_EXPORTED int64_t
tpucLoweringReportGetNumCasts(TpucLoweringReport report);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_LOWERING_H
