// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The walk that lowers a function layer by layer. It is one pass in the order
// of the network, not pattern rewriting: a layer's operands are lowered when
// its turn comes, so casts are made where they are needed and shared.
#include "LayerModes.h"
#include "Patterns.h"
#include "Registry.h"
#include "tpuc/Conversion/TopToTpu/Calibrated.h"

#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace tpuc;

int64_t LoweringReport::numLayers(Mode mode) const {
  return llvm::count_if(
      layers, [&](const LayerReport &layer) { return layer.mode == mode; });
}

int64_t LoweringReport::numFallen() const {
  return llvm::count_if(layers, [](const LayerReport &layer) {
    return layer.mode != layer.requested;
  });
}

int64_t LoweringReport::numFallen(FallKind kind) const {
  return llvm::count_if(
      layers, [&](const LayerReport &layer) { return layer.fall == kind; });
}

//===----------------------------------------------------------------------===//
// Float modes of bm1684x
//===----------------------------------------------------------------------===//

/// Ops that bm1684x computes in f32 when a half type is asked for (section 8).
static bool needsF32(Operation *op, Mode mode, bool named, Mode moduleMode) {
  if (isa<top::TanhOp, top::SigmoidOp, top::SoftplusOp, top::EluOp, top::ErfOp,
          top::SqrtOp, top::SinOp, top::CosOp, top::SoftsignOp, top::GELUOp,
          top::MishOp, top::DivOp, top::ReciprocalOp, top::PowOp,
          top::PowTensorOp, top::TanOp, top::AsinOp, top::AcosOp, top::AtanOp,
          top::SinhOp, top::CoshOp, top::AsinhOp, top::AcoshOp, top::AtanhOp,
          top::RsqrtOp, top::LogSigmoidOp>(op))
    return true;
  if (mode != Mode::F16)
    return false;
  // A sum over a window may overflow; whoever names the layer takes the risk.
  if (isa<top::AvgPoolOp>(op) || isSpatialMean(op))
    return !named && moduleMode == Mode::F16;
  return isa<top::HardSigmoidOp>(op);
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

namespace {
class FunctionLowering {
public:
  FunctionLowering(func::FuncOp func, const LoweringOptions &options,
                   const LayerModes &modes)
      : func(func), options(options), modes(modes), builder(func.getContext()),
        values(func, *options.chip, options.asymmetric) {}

  LogicalResult run(LoweringReport *report);

private:
  func::FuncOp func;
  const LoweringOptions &options;
  const LayerModes &modes;
  OpBuilder builder;
  ValueMap values;
  LoweringReport *report = nullptr;

  void lowerInput(top::InputOp input);
  LogicalResult lowerLayer(Operation *op);
  /// The layer in INT8; null when it has fallen, or on error.
  Value lowerInt8(LayerLowering &layer, const OpLowering &lowering);
  void addToReport(const LayerLowering &layer, Mode requested,
                   std::string reason, Value result);
  void lowerReturn(Operation *op);
  LogicalResult checkOperands(Operation *op);
  void cleanUp();
};
} // namespace

/// The type of a value without its calibration.
static RankedTensorType plainType(Value value) {
  return LayerLowering::shapedAs(value, expressedElement(value));
}

void FunctionLowering::lowerInput(top::InputOp input) {
  Value argument = input.getInput();
  if (isFloatValue(argument))
    argument.setType(plainType(argument));
  if (isFloatValue(input.getOutput()))
    input.getOutput().setType(plainType(input.getOutput()));
  values.setLowered(input.getOutput(), input.getOutput());
}

/// Weights need their data, other operands their lowered values.
LogicalResult FunctionLowering::checkOperands(Operation *op) {
  for (Value operand : op->getOperands()) {
    auto weight = operand.getDefiningOp<top::WeightOp>();
    if (!weight) {
      if (!values.lowered(operand))
        return op->emitOpError("has an operand that no layer produces");
      continue;
    }
    auto type = cast<RankedTensorType>(weight.getType());
    if (!type.getElementType().isF32())
      return op->emitOpError("has the weight '")
             << weight.getWeightName() << "' of " << type.getElementType()
             << ", expected f32";
    if (static_cast<int64_t>(weight.getElements<float>().size()) !=
        type.getNumElements())
      return op->emitOpError("has the weight '")
             << weight.getWeightName() << "', whose data is not loaded";
  }
  return success();
}

/// Ops whose INT8 lowering looks whether the first operand is a weight; the
/// others take a value.
static bool takesConstant(Operation *op) {
  return isa<top::AddOp, top::SubOp, top::MulOp, top::MaxOp, top::MinOp,
             top::MatMulOp, top::ConcatOp, top::ReshapeOp, top::SqueezeOp,
             top::UnsqueezeOp>(op);
}

Value FunctionLowering::lowerInt8(LayerLowering &layer,
                                  const OpLowering &lowering) {
  const Form &form = lowering.form(*options.chip, options.asymmetric);
  // Reduce has no INT8 form of its own, but the mean of a plane is a pool.
  bool asPool = isSpatialMean(layer.op);
  if (form.form == LoweringForm::Float && !form.chooses && !asPool)
    return layer.fallTo(form.mode, *form.note ? form.note : "no INT8 form",
                        FallKind::NoInt8Form);
  if (form.form == LoweringForm::Rewritten)
    return layer.fall("not " + llvm::Twine(form.note));
  if (layer.isWeight(0) && !takesConstant(layer.op))
    return layer.fall("its operand is constant");
  // What never leaves zero stays a plain float.
  bool moves = isa<top::ReshapeOp, top::SqueezeOp, top::UnsqueezeOp>(layer.op);
  if (!moves) {
    if (!layer.range(layer.result()))
      return layer.fallTo(Mode::F32, "its result carries no calibration",
                          FallKind::Uncalibrated);
    for (Value operand : layer.op->getOperands())
      if (!top::isWeight(operand) && !layer.range(operand))
        return layer.fallTo(Mode::F32,
                            "its operand '" + top::getLayerName(operand) +
                                "' carries no calibration",
                            FallKind::Uncalibrated);
  }
  return lowering.int8(layer);
}

LogicalResult FunctionLowering::lowerLayer(Operation *op) {
  const OpLowering *lowering = lookupLowering(op->getName().getStringRef());
  if (!lowering)
    return op->emitOpError("has no lowering; run top-optimize before, which "
                           "rewrites it into others");
  if (failed(checkOperands(op)))
    return failure();
  builder.setInsertionPoint(op);
  llvm::StringRef name = top::getLayerName(op);
  Mode requested = modes.modeOf(name);
  LayerLowering layer(op, builder, values, options, requested);
  std::string reason;
  Value result;
  if (requested == Mode::INT8) {
    result = lowerInt8(layer, *lowering);
    reason = layer.reason().str();
    if (!result && reason.empty())
      return failure();
  }
  if (!result) {
    if (options.chip->family == ChipFamily::BM1684X &&
        layer.getMode() != Mode::F32 &&
        needsF32(op, layer.getMode(), modes.isNamed(name), options.mode)) {
      if (reason.empty())
        reason = "computed in F32 on " + options.chip->name.str();
      layer.setMode(Mode::F32);
    }
    result = lowering->floats(layer);
    if (!result)
      return failure();
    if (reason.empty())
      reason = layer.reason().str();
  }
  values.setLowered(op->getResult(0), result);
  if (report)
    addToReport(layer, requested, std::move(reason), result);
  return success();
}

void FunctionLowering::addToReport(const LayerLowering &layer, Mode requested,
                                   std::string reason, Value result) {
  LayerReport entry;
  entry.name = layer.name().str();
  entry.topOp = layer.op->getName().getStringRef().str();
  entry.requested = requested;
  entry.mode = layer.getMode();
  entry.reason = std::move(reason);
  entry.fall = layer.fallKind();
  if (entry.mode != requested && entry.reason.empty())
    entry.reason = "has the type of its operand";
  Type element = cast<RankedTensorType>(result.getType()).getElementType();
  if (auto type = dyn_cast<mlir::quant::UniformQuantizedType>(element)) {
    entry.scale = type.getScale();
    entry.zeroPoint = type.getZeroPoint();
  }
  report->layers.push_back(std::move(entry));
}

/// Results leave in the float type that the network had.
void FunctionLowering::lowerReturn(Operation *op) {
  builder.setInsertionPoint(op);
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = values.lowered(operand.get());
    if (!value)
      continue;
    if (isFloatValue(operand.get()))
      value = values.cast(builder, value, expressedElement(operand.get()),
                          /*consumer=*/{});
    operand.set(value);
  }
}

void FunctionLowering::cleanUp() {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(func.front()))) {
    if (!isa<top::TopDialect>(op.getDialect()) || isa<top::InputOp>(op))
      continue;
    if (!isa<top::WeightOp>(op))
      op.dropAllUses();
    if (op.use_empty())
      op.erase();
  }
}

LogicalResult FunctionLowering::run(LoweringReport *reportTo) {
  report = reportTo;
  llvm::SmallVector<Operation *> ops;
  for (Operation &op : func.front())
    ops.push_back(&op);
  for (Operation *op : ops) {
    if (isa<top::WeightOp>(op))
      continue;
    if (auto input = dyn_cast<top::InputOp>(op)) {
      lowerInput(input);
    } else if (op->hasTrait<OpTrait::IsTerminator>()) {
      lowerReturn(op);
    } else if (isa<top::TopDialect>(op->getDialect())) {
      if (failed(lowerLayer(op)))
        return failure();
    } else {
      return op->emitOpError("is not an op of the top dialect");
    }
  }
  cleanUp();
  updateFunctionType(func);
  if (report)
    report->numCasts += values.numCasts();
  return success();
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// INT8 needs ranges: without any, the table was forgotten.
static LogicalResult checkCalibrated(ModuleOp module,
                                     const LoweringOptions &options) {
  if (options.mode != Mode::INT8)
    return success();
  bool found = false, layers = false;
  module.walk([&](Operation *op) {
    if (isa<top::InputOp, top::WeightOp>(op) ||
        !isa<top::TopDialect>(op->getDialect()))
      return;
    layers = true;
    for (Value result : op->getResults())
      found |= rangeOf(result).has_value();
  });
  if (found || !layers)
    return success();
  return module.emitError("INT8 needs calibrated types: import a calibration "
                          "table before");
}

/// Corrected weights must fit their layers, and lie on the grid of the chips
/// that they were made for.
static LogicalResult checkCorrections(ModuleOp module, const Chip &chip) {
  WalkResult fits = module.walk(
      [](Operation *op) { return WalkResult(top::verifyCorrections(op)); });
  if (fits.wasInterrupted())
    return failure();
  auto madeFor = module->getAttrOfType<StringAttr>(top::kInt8ChipAttr);
  if (!madeFor)
    return success();
  const Chip *other = lookupChip(madeFor.getValue());
  if (other && other->family == chip.family)
    return success();
  return module.emitError("the corrected INT8 weights of this network were "
                          "made for ")
         << madeFor.getValue() << ", not for " << chip.name
         << ": calibrate again for that chip";
}

LogicalResult tpuc::convertWithModes(ModuleOp module,
                                     const LoweringOptions &options,
                                     const LayerModes &modes,
                                     LoweringReport *report) {
  if (failed(checkCalibrated(module, options)) ||
      failed(checkCorrections(module, *options.chip)))
    return failure();
  for (func::FuncOp func : module.getOps<func::FuncOp>()) {
    if (func.isExternal())
      continue;
    if (!func.getBody().hasOneBlock())
      return func.emitOpError("has more than one block");
    if (failed(legalizeTopForChip(func, *options.chip)) ||
        failed(FunctionLowering(func, options, modes).run(report)))
      return failure();
  }
  Builder builder(module.getContext());
  module->setAttr("tpu.chip", builder.getStringAttr(options.chip->name));
  module->setAttr("tpu.mode", builder.getStringAttr(stringify(options.mode)));
  module->setAttr("tpu.asymmetric", builder.getBoolAttr(options.asymmetric));
  return success();
}

LogicalResult tpuc::convertTopToTpu(ModuleOp module,
                                    const LoweringOptions &options,
                                    LoweringReport *report) {
  FailureOr<LayerModes> modes = LayerModes::resolve(module, options);
  if (failed(modes))
    return failure();
  return convertWithModes(module, options, *modes, report);
}

LogicalResult tpuc::calibrateModule(ModuleOp module,
                                    const LoweringOptions &options) {
  const Chip &chip = *options.chip;
  if (options.calibration &&
      failed(importCalibration(module, *options.calibration, chip,
                               options.asymmetric)))
    return failure();
  for (func::FuncOp func : module.getOps<func::FuncOp>())
    if (failed(legalizeTopForChip(func, chip)) ||
        failed(shareThresholds(func, chip, options.asymmetric)))
      return failure();
  return success();
}

LogicalResult tpuc::lowerModule(ModuleOp module, const LoweringOptions &options,
                                LoweringReport *report) {
  FailureOr<LayerModes> modes = LayerModes::resolve(module, options);
  if (failed(modes) || failed(calibrateModule(module, options)))
    return failure();
  return convertWithModes(module, options, *modes, report);
}
