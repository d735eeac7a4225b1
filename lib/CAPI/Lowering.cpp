// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Lowering.h"
#include "Tables.h"
#include "tpuc/Conversion/TopToTpu/Calibrated.h"
#include "tpuc/Runtime/Diagnostics.h"

#include "mlir/CAPI/IR.h"
#include "mlir/IR/OwningOpRef.h"

using namespace tpuc;
using namespace tpuc::capi;

static LoweringReport &unwrap(TpucLoweringReport report) {
  return *static_cast<LoweringReport *>(report.ptr);
}

/// What lowering and calibrating read alike.
static llvm::Error readCommon(const TpucLoweringOptions &options,
                              LoweringOptions &native,
                              CalibrationTable &thresholds) {
  auto chip = toChip(options.chip);
  if (!chip)
    return chip.takeError();
  native.chip = *chip;
  native.asymmetric = options.asymmetric;
  thresholds = toTable(options.thresholds, options.numThresholds);
  return llvm::Error::success();
}

TpucMessage tpucLower(MlirModule module, const TpucLoweringOptions *options,
                      MlirModule *lowered, TpucLoweringReport *report) {
  LoweringOptions native;
  CalibrationTable thresholds;
  if (llvm::Error error = readCommon(*options, native, thresholds))
    return toMessage(std::move(error));
  auto mode = toMode(options->mode);
  if (!mode)
    return toMessage(mode.takeError());
  native.mode = *mode;
  if (options->thresholds)
    native.calibration = &thresholds;
  auto modes = toTable(options->modes, options->numModes);
  if (!modes)
    return toMessage(modes.takeError());
  native.quantization = &*modes;

  mlir::OwningOpRef<mlir::ModuleOp> copy = unwrap(module).clone();
  runtime::DiagnosticCollector diagnostics(copy->getContext());
  auto made = std::make_unique<LoweringReport>();
  if (mlir::failed(lowerModule(*copy, native, made.get())))
    return toMessage(diagnostics.message("lowering failed"));
  *lowered = wrap(copy.release());
  report->ptr = made.release();
  return nullptr;
}

TpucMessage tpucCalibrate(MlirModule module, const TpucLoweringOptions *options,
                          MlirModule *calibrated) {
  LoweringOptions native;
  CalibrationTable thresholds;
  if (llvm::Error error = readCommon(*options, native, thresholds))
    return toMessage(std::move(error));
  native.calibration = &thresholds;

  mlir::OwningOpRef<mlir::ModuleOp> copy = unwrap(module).clone();
  runtime::DiagnosticCollector diagnostics(copy->getContext());
  if (mlir::failed(calibrateModule(*copy, native)))
    return toMessage(diagnostics.message("calibration failed"));
  *calibrated = wrap(copy.release());
  return nullptr;
}

void tpucLoweringReportDestroy(TpucLoweringReport report) {
  delete static_cast<LoweringReport *>(report.ptr);
}

intptr_t tpucLoweringReportGetNumLayers(TpucLoweringReport report) {
  return unwrap(report).layers.size();
}

TpucLayerReport tpucLoweringReportGetLayer(TpucLoweringReport report,
                                           intptr_t index) {
  const LayerReport &layer = unwrap(report).layers[index];
  return {toC(layer.name), toC(layer.topOp), toC(stringify(layer.requested)),
          toC(stringify(layer.mode)), toC(layer.reason)};
}

int64_t tpucLoweringReportGetNumCasts(TpucLoweringReport report) {
  return unwrap(report).numCasts;
}
