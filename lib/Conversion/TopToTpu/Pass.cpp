// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The passes: shells around the functions of Lowering.h.
#include "LayerModes.h"
#include "tpuc/Conversion/Passes.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

namespace tpuc {
#define GEN_PASS_DEF_IMPORTCALIBRATIONTABLE
#define GEN_PASS_DEF_LEGALIZETOPFORCHIP
#define GEN_PASS_DEF_SHARETHRESHOLDS
#define GEN_PASS_DEF_CONVERTTOPTOTPU
#include "tpuc/Conversion/Passes.h.inc"
} // namespace tpuc

using namespace mlir;
using namespace tpuc;

/// The chip of a pass option; an error on `op` when there is none.
static const Chip *chipOption(Operation *op, llvm::StringRef name) {
  if (const Chip *chip = lookupChip(name))
    return chip;
  if (name.empty())
    op->emitError("needs a chip, one of ") << chipNames();
  else
    op->emitError("unknown chip '")
        << name << "', expected one of " << chipNames();
  return nullptr;
}

template <typename Table>
static LogicalResult readTable(Operation *op, llvm::StringRef path,
                               Table &table) {
  llvm::Expected<Table> read = Table::parseFile(path);
  if (!read)
    return op->emitError(llvm::toString(read.takeError()));
  table = std::move(*read);
  return success();
}

namespace {
struct ImportCalibrationTable
    : tpuc::impl::ImportCalibrationTableBase<ImportCalibrationTable> {
  using ImportCalibrationTableBase::ImportCalibrationTableBase;

  void runOnOperation() override {
    const Chip *target = chipOption(getOperation(), chip);
    CalibrationTable table;
    if (!target || failed(readTable(getOperation(), file, table)) ||
        failed(importCalibration(getOperation(), table, *target, asymmetric)))
      signalPassFailure();
  }
};

struct LegalizeTopForChip
    : tpuc::impl::LegalizeTopForChipBase<LegalizeTopForChip> {
  using LegalizeTopForChipBase::LegalizeTopForChipBase;

  void runOnOperation() override {
    const Chip *target = chipOption(getOperation(), chip);
    if (!target || failed(legalizeTopForChip(getOperation(), *target)))
      signalPassFailure();
  }
};

struct ShareThresholds : tpuc::impl::ShareThresholdsBase<ShareThresholds> {
  using ShareThresholdsBase::ShareThresholdsBase;

  void runOnOperation() override {
    const Chip *target = chipOption(getOperation(), chip);
    if (!target || failed(shareThresholds(getOperation(), *target, asymmetric)))
      signalPassFailure();
  }
};

struct ConvertTopToTpu : tpuc::impl::ConvertTopToTpuBase<ConvertTopToTpu> {
  using ConvertTopToTpuBase::ConvertTopToTpuBase;

  void runOnOperation() override {
    LoweringOptions options;
    QuantizationTable table;
    LoweringReport report;
    if (failed(readOptions(options, table)) ||
        failed(convertTopToTpu(getOperation(), options, &report)))
      return signalPassFailure();
    numLayers += report.layers.size();
    numCasts += report.numCasts;
    for (const LayerReport &layer : report.layers)
      if (layer.requested == Mode::INT8 && layer.mode != Mode::INT8)
        ++numFloat;
  }

  LogicalResult readOptions(LoweringOptions &options,
                            QuantizationTable &table) {
    options.chip = chipOption(getOperation(), chip);
    if (!options.chip)
      return failure();
    if (!parseMode(mode, options.mode))
      return getOperation().emitError("unknown mode '")
             << mode << "', expected INT8, F32, F16 or BF16";
    options.asymmetric = asymmetric;
    if (qtable.empty())
      return success();
    options.quantization = &table;
    return readTable(getOperation(), qtable, table);
  }
};

struct LowerOptions : PassPipelineOptions<LowerOptions> {
  Option<std::string> chip{*this, "chip", llvm::cl::desc("target chip")};
  Option<std::string> mode{*this, "mode", llvm::cl::init("INT8"),
                           llvm::cl::desc("INT8, F32, F16 or BF16")};
  Option<std::string> table{*this, "table",
                            llvm::cl::desc("calibration table file")};
  Option<std::string> qtable{*this, "qtable",
                             llvm::cl::desc("quantization table file")};
  Option<bool> asymmetric{*this, "asymmetric", llvm::cl::init(false),
                          llvm::cl::desc("asymmetric activations")};
};
} // namespace

static void buildLoweringPipeline(OpPassManager &pm,
                                  const LowerOptions &options) {
  if (!options.table.empty())
    pm.addPass(createImportCalibrationTable(
        {options.table, options.asymmetric, options.chip}));
  pm.addNestedPass<func::FuncOp>(createLegalizeTopForChip({options.chip}));
  pm.addNestedPass<func::FuncOp>(
      createShareThresholds({options.chip, options.asymmetric}));
  pm.addPass(createConvertTopToTpu(
      {options.chip, options.mode, options.asymmetric, options.qtable}));
}

void tpuc::registerConversionPipelines() {
  PassPipelineRegistration<LowerOptions>(
      "tpuc-lower",
      "lower a network for a chip: calibration table, legalization, threshold "
      "sharing, conversion",
      buildLoweringPipeline);
}
