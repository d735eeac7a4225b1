// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The passes: shells around the functions of Lowering.h.
#include "LayerModes.h"
#include "tpuc/Conversion/Passes.h"
#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tpuc {
#define GEN_PASS_DEF_CHECKLOWERINGREQUEST
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

/// A line `# corrections: FILE` says that the thresholds are those of a network
/// that was corrected with a file; the text alone cannot do that.
static void warnOfCorrections(Operation *op, llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer || op->hasAttr(top::kCorrectionsAttr))
    return;
  for (llvm::line_iterator line(**buffer), end; line != end; ++line) {
    llvm::StringRef text = line->ltrim("# ");
    if (line->starts_with("#") && text.consume_front("corrections:")) {
      op->emitWarning("the thresholds of '")
          << path << "' are those of the network corrected by '" << text.trim()
          << "', and this one is not";
      return;
    }
  }
}

namespace {
/// What the options of a pass ask for, as it was written.
struct Request {
  std::string chip, mode;
  bool asymmetric;
  std::string qtable;
};
} // namespace

/// `table` has to live as long as `options`, which point to it.
static LogicalResult readRequest(ModuleOp module, const Request &request,
                                 LoweringOptions &options,
                                 QuantizationTable &table) {
  options.chip = chipOption(module, request.chip);
  if (!options.chip)
    return failure();
  if (!parseMode(request.mode, options.mode))
    return module.emitError("unknown mode '")
           << request.mode << "', expected INT8, F32, F16 or BF16";
  options.asymmetric = request.asymmetric;
  if (request.qtable.empty())
    return success();
  options.quantization = &table;
  return readTable(module, request.qtable, table);
}

namespace {
struct CheckLoweringRequest
    : tpuc::impl::CheckLoweringRequestBase<CheckLoweringRequest> {
  using CheckLoweringRequestBase::CheckLoweringRequestBase;

  void runOnOperation() override {
    LoweringOptions options;
    QuantizationTable table;
    if (failed(readRequest(getOperation(), {chip, mode, asymmetric, qtable},
                           options, table)) ||
        failed(LayerModes::resolve(getOperation(), options)))
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};

struct ImportCalibrationTable
    : tpuc::impl::ImportCalibrationTableBase<ImportCalibrationTable> {
  using ImportCalibrationTableBase::ImportCalibrationTableBase;

  void runOnOperation() override {
    const Chip *target = chipOption(getOperation(), chip);
    CalibrationTable table;
    if (!target || failed(readTable(getOperation(), file, table)))
      return signalPassFailure();
    warnOfCorrections(getOperation(), file);
    if (failed(importCalibration(getOperation(), table, *target, asymmetric)))
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
    if (failed(readRequest(getOperation(), {chip, mode, asymmetric, qtable},
                           options, table)) ||
        failed(convertTopToTpu(getOperation(), options, &report)))
      return signalPassFailure();
    count(report, options.mode);
    if (remarks)
      remark(report);
  }

  void count(const LoweringReport &report, Mode moduleMode) {
    numLayers += report.layers.size();
    numInt8 += report.numLayers(Mode::INT8);
    numCasts += report.numCasts;
    numNoForm += report.numFallen(FallKind::NoInt8Form);
    numUncalibrated += report.numFallen(FallKind::Uncalibrated);
    numThisLayer += report.numFallen(FallKind::ThisLayer);
    for (const LayerReport &layer : report.layers)
      numByTable += layer.requested != moduleMode;
  }

  /// A line for every layer that is not in the mode asked for.
  void remark(const LoweringReport &report) {
    for (const LayerReport &layer : report.layers)
      if (layer.mode != layer.requested)
        mlir::emitRemark(top::layerLoc(&getContext(), layer.name))
            << layer.topOp << " in " << stringify(layer.mode) << ", not "
            << stringify(layer.requested) << ": " << layer.reason;
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
  Option<bool> remarks{*this, "remarks", llvm::cl::init(false),
                       llvm::cl::desc("say why layers are in another mode")};
};
} // namespace

static void buildLoweringPipeline(OpPassManager &pm,
                                  const LowerOptions &options) {
  pm.addPass(createCheckLoweringRequest(
      {options.chip, options.mode, options.asymmetric, options.qtable}));
  if (!options.table.empty())
    pm.addPass(createImportCalibrationTable(
        {options.table, options.asymmetric, options.chip}));
  pm.addNestedPass<func::FuncOp>(createLegalizeTopForChip({options.chip}));
  pm.addNestedPass<func::FuncOp>(
      createShareThresholds({options.chip, options.asymmetric}));
  pm.addPass(
      createConvertTopToTpu({options.chip, options.mode, options.asymmetric,
                             options.qtable, options.remarks}));
}

void tpuc::registerConversionPipelines() {
  PassPipelineRegistration<LowerOptions>(
      "tpuc-lower",
      "lower a network for a chip: calibration table, legalization, threshold "
      "sharing, conversion",
      buildLoweringPipeline);
}
