// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerModes.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace tpuc;

/// "INT8, F16, F32, BF16"
static std::string possibleModes(const Chip &chip) {
  std::string text = "INT8";
  for (Mode mode : chip.floatModes)
    text += ", " + stringify(mode).str();
  return text;
}

/// A mode as the chip means it: cv18xx computes every float in bf16.
static Mode meaning(Mode mode, const Chip &chip) {
  if (chip.family == ChipFamily::CV18XX && mode != Mode::INT8)
    return Mode::BF16;
  return mode;
}

/// "bm1684x, bm1688": the chips with asymmetric activations.
static std::string asymmetricChips() {
  llvm::SmallVector<llvm::StringRef> names;
  for (const Chip &chip : allChips())
    if (chip.asymmetric)
      names.push_back(chip.name);
  return llvm::join(names, ", ");
}

static LogicalResult checkRequest(ModuleOp module,
                                  const LoweringOptions &options) {
  const Chip &chip = *options.chip;
  if (!chip.supports(options.mode))
    return module.emitError()
           << chip.name << " has no " << stringify(options.mode)
           << "; possible modes: " << possibleModes(chip);
  if (options.asymmetric && !chip.asymmetric)
    return module.emitError()
           << chip.name << " has no asymmetric quantization; these have: "
           << asymmetricChips();
  return success();
}

FailureOr<LayerModes> LayerModes::resolve(ModuleOp module,
                                          const LoweringOptions &options) {
  if (failed(checkRequest(module, options)))
    return failure();
  LayerModes result;
  result.moduleMode = options.mode;
  if (failed(result.read(module, options)))
    return failure();
  result.followReductions(module);
  if (options.chip->supports(Mode::F32))
    result.followIndices(module);
  return result;
}

LogicalResult LayerModes::read(ModuleOp module,
                               const LoweringOptions &options) {
  if (!options.quantization)
    return success();
  llvm::StringSet<> layers;
  module.walk([&](Operation *op) {
    if (isa<top::TopDialect>(op->getDialect()) && !isa<top::WeightOp>(op))
      layers.insert(top::getLayerName(op));
  });
  for (const auto &[name, requested] : options.quantization->entries()) {
    if (!layers.contains(name))
      return module.emitError("the quantization table names '")
             << name << "', which is no layer of the network";
    Mode mode = meaning(requested, *options.chip);
    if (!options.chip->supports(mode))
      return module.emitError("the quantization table asks for ")
             << stringify(requested) << " in layer '" << name << "', which "
             << options.chip->name
             << " has not; possible modes: " << possibleModes(*options.chip);
    modes[name] = mode;
  }
  return success();
}

/// A reduction that became a pool and a Reshape is one layer to the author of a
/// table, who knows the name of the Reshape.
void LayerModes::followReductions(ModuleOp module) {
  module.walk([&](top::AvgPoolOp pool) {
    if (!pool->hasOneUse() || !isa<top::ReshapeOp>(*pool->user_begin()))
      return;
    llvm::StringRef name = top::getLayerName(pool);
    llvm::StringRef reduced = top::getLayerName(*pool->user_begin());
    if (isNamed(reduced) && name == (reduced + "_pool").str())
      modes.try_emplace(name, modeOf(reduced));
  });
}

/// Ops that places are computed by. Others, convolutions say, make numbers, and
/// Arg, TopK and Compare make whole ones of whatever they get.
static bool computesPlaces(Operation *op) {
  return isa<top::AddOp, top::SubOp, top::MulOp, top::DivOp, top::MaxOp,
             top::MinOp, top::ModOp, top::BitwiseOp, top::WhereOp>(op) ||
         isa<top::AddConstOp, top::SubConstOp, top::MulConstOp, top::MaxConstOp,
             top::MinConstOp, top::ClipOp, top::ReluOp>(op) ||
         isa<top::FloorOp, top::CeilOp, top::RoundOp, top::CumSumOp>(op) ||
         isa<top::ReshapeOp, top::SqueezeOp, top::UnsqueezeOp, top::PermuteOp,
             top::SliceOp, top::ConcatOp, top::TileOp, top::GatherOp>(op);
}

/// Places that the network computes are whole numbers, which 8 bits scaled to
/// a range do not hold: what leads to them is F32, unless a table says
/// otherwise.
void LayerModes::followIndices(ModuleOp module) {
  llvm::SmallVector<Value> places;
  module.walk([&](Operation *op) {
    if (isa<top::GatherOp, top::GatherElementsOp, top::GatherNDOp,
            top::ScatterElementsOp, top::ScatterNDOp, top::MaxUnpoolOp>(op))
      places.push_back(op->getOperand(1));
  });
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!places.empty()) {
    Operation *op = places.pop_back_val().getDefiningOp();
    if (!op || !computesPlaces(op) || !seen.insert(op).second)
      continue;
    modes.try_emplace(top::getLayerName(op), Mode::F32);
    llvm::append_range(places, op->getOperands());
  }
}
