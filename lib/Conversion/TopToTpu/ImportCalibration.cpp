// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Section 1 of the numerics text: thresholds become calibrated types.
#include "Ranges.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tpuc;

/// The bound that keeps a difference signed.
static constexpr double kSignedEpsilon = 1e-5;

/// Ops whose range does not come from the table. Quirk Q17: nor does that of
/// the logarithm of a softmax.
static bool hasKnownRange(Operation *op) {
  return isa<top::SigmoidOp, top::SoftmaxOp>(op);
}

static bool isNonNegativeMul(top::MulOp op) {
  if (op.getLhs() == op.getRhs())
    return true;
  return llvm::all_of(op->getOperands(), [](Value operand) {
    return isa_and_nonnull<top::SigmoidOp, top::ReluOp>(
        operand.getDefiningOp());
  });
}

static bool movesElements(Operation *op) {
  return isa<top::ReshapeOp, top::PermuteOp, top::SqueezeOp, top::UnsqueezeOp>(
      op);
}

static bool hasFusedRelu(Operation *op) {
  auto fused = dyn_cast<top::FusedReluOpInterface>(op);
  return fused && fused.getDoRelu();
}

/// The first matching row of the table of section 1.
static Range importedRange(Operation *op, const Threshold &t, bool asymmetric) {
  double th = t.threshold;
  if (isa<top::AbsOp>(op))
    return {-th, th};
  if (hasKnownRange(op))
    return {0, 1};
  if (auto mul = dyn_cast<top::MulOp>(op))
    return {isNonNegativeMul(mul) || t.min >= 0 ? 0 : -th, th};
  if (isa<top::SubOp>(op))
    return {t.min < 0 ? -th : -kSignedEpsilon, th};
  if (asymmetric)
    return {t.min, t.max};
  return {t.min < 0 ? -th : 0, th};
}

namespace {
class Importer {
public:
  Importer(const CalibrationTable &table, const Chip &chip, bool asymmetric)
      : table(table), chip(chip), asymmetric(asymmetric) {}

  void run(func::FuncOp func) {
    for (Operation &op : func.front())
      for (Value result : op.getResults())
        import(&op, result);
  }

  /// Reports the layers that the table lacks.
  LogicalResult finish(ModuleOp module) {
    if (missing.empty())
      return success();
    auto diag = module.emitError("the calibration table lacks ")
                << missing.size()
                << (missing.size() == 1 ? " layer: " : " layers: ");
    constexpr size_t kShown = 8;
    for (size_t i = 0; i < std::min(missing.size(), kShown); ++i)
      diag << (i ? ", " : "") << "'" << missing[i] << "'";
    if (missing.size() > kShown)
      diag << ", ...";
    for (const auto &[name, threshold] : table.entries())
      if (!names.contains(name))
        return diag << "; it has '" << name << "', which is no layer";
    return diag;
  }

private:
  const CalibrationTable &table;
  const Chip &chip;
  bool asymmetric;
  std::vector<std::string> missing;
  llvm::StringSet<> names;

  void import(Operation *op, Value result) {
    if (isa<top::WeightOp>(op) || !isFloatValue(result))
      return;
    llvm::StringRef name = top::getLayerName(op);
    names.insert(name);
    Threshold threshold;
    if (const Threshold *found = lookup(op, name))
      threshold = *found;
    else if (std::optional<Range> range = inherited(op)) {
      setRange(result, *range);
      return;
    } else if (!hasKnownRange(op)) {
      missing.push_back(name.str());
      return;
    }
    Range range = importedRange(op, threshold, asymmetric);
    if (hasFusedRelu(op) && !isa<top::SubOp>(op))
      range.min = 0;
    if (!chip.unsignedInt8)
      range.min = -range.max;
    setRange(result, range);
  }

  /// The table's row of a layer; of the layer that only moves its elements when
  /// the table has that one alone (a reduction that became a pool and a Reshape
  /// is one layer to the table's author).
  const Threshold *lookup(Operation *op, llvm::StringRef name) const {
    if (const Threshold *found = table.lookup(name))
      return found;
    if (!op->hasOneUse() || !movesElements(*op->user_begin()))
      return nullptr;
    return table.lookup(top::getLayerName(*op->user_begin()));
  }

  /// A value that only moves the elements of another may be missing: its range
  /// is that of its operand.
  static std::optional<Range> inherited(Operation *op) {
    return movesElements(op) ? rangeOf(op->getOperand(0)) : std::nullopt;
  }
};
} // namespace

LogicalResult tpuc::importCalibration(ModuleOp module,
                                      const CalibrationTable &table,
                                      const Chip &chip, bool asymmetric) {
  Importer importer(table, chip, asymmetric);
  for (func::FuncOp func : module.getOps<func::FuncOp>())
    if (!func.isExternal()) {
      importer.run(func);
      updateFunctionType(func);
    }
  return importer.finish(module);
}
