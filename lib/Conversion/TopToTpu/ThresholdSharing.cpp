// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Section 2 of the numerics text: ops that move or compare values share one
// threshold. Stages S0 to S9 as they are named there. S6 (Compare) and S7
// (Where) are left out: these ops are computed in floats, for which shared
// ranges win nothing, and a mask of -1e9 would be the range of what it masks.
#include "Patterns.h"
#include "Ranges.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/DenseMap.h"

#include <cmath>

using namespace mlir;
using namespace tpuc;

namespace {
class ThresholdSharing {
public:
  ThresholdSharing(func::FuncOp func, const Chip &chip, bool asymmetric)
      : func(func), isBM1684(chip.family == ChipFamily::BM1684),
        isBM1684X(chip.family == ChipFamily::BM1684X),
        isCV18XX(chip.family == ChipFamily::CV18XX), asymmetric(asymmetric) {
    for (Operation &op : func.front())
      for (Value result : op.getResults())
        if (std::optional<Range> range = rangeOf(result))
          ranges[result] = *range;
  }

  void run() {
    using Self = ThresholdSharing;
    repeat(&Self::copyThroughMoves); // S0
    repeat(&Self::keepSign);         // S1
    if (!isCV18XX)
      repeat(&Self::signProducts); // S2
    repeat(&Self::joinOperands);   // S3
    repeat(&Self::copyBack);       // S4
    if (isBM1684X)
      repeat(&Self::joinProducts); // S5
    repeat(&Self::copyForward);    // S8
    repeat(&Self::keepSign);       // S9
    for (auto [value, range] : ranges)
      setRange(value, range);
  }

private:
  func::FuncOp func;
  bool isBM1684, isBM1684X, isCV18XX, asymmetric;
  llvm::DenseMap<Value, Range> ranges;
  bool changed = false;

  /// Runs a stage over all ops until nothing changes, readers before what they
  /// read: of nested Concats the outer one decides (the other way round both
  /// would take turns for ever).
  void repeat(void (ThresholdSharing::*stage)(Operation *)) {
    size_t rounds = func.front().getOperations().size() + 1;
    do {
      changed = false;
      for (Operation &op : llvm::reverse(func.front()))
        if (op.getNumResults() == 1 && op.getNumOperands() > 0)
          (this->*stage)(&op);
    } while (changed && --rounds);
  }

  const Range *get(Value value) const {
    auto it = ranges.find(value);
    return it == ranges.end() ? nullptr : &it->second;
  }
  bool set(Value value, Range range) {
    auto [it, inserted] = ranges.try_emplace(value, range);
    if (!inserted && it->second == range)
      return false;
    it->second = range;
    return changed = true;
  }

  /// Reshape and Permute users follow a new range of `value`.
  void spreadForward(Value value) {
    Range range = ranges[value];
    for (Operation *user : value.getUsers())
      if (isa<top::ReshapeOp, top::PermuteOp>(user))
        set(user->getResult(0), range);
  }
  /// A producer that only moves elements passes a new range on to its operand.
  void spreadBackward(Value value) {
    if (isa_and_nonnull<top::ReshapeOp, top::PermuteOp, top::DepthToSpaceOp>(
            value.getDefiningOp()))
      set(value.getDefiningOp()->getOperand(0), ranges[value]);
  }
  /// Ops that keep the sign of their operand follow as well.
  void spreadSign(Value value) {
    Range range = ranges[value];
    for (Operation *user : value.getUsers()) {
      if (isSignKeeping(user))
        set(user->getResult(0), range);
      else
        spreadForward(value);
    }
  }
  static bool isSignKeeping(Operation *op) {
    return isa<top::AvgPoolOp, top::MaxPoolOp, top::AbsOp>(op) ||
           isSpatialMean(op);
  }

  void copyForwardOne(Operation *op) {
    const Range *in = get(op->getOperand(0));
    if (in && set(op->getResult(0), *in))
      spreadForward(op->getResult(0));
  }

  //===--------------------------------------------------------------------===//
  // Stages
  //===--------------------------------------------------------------------===//

  void copyThroughMoves(Operation *op) {
    if (isa<top::ReshapeOp, top::PermuteOp>(op))
      copyForwardOne(op);
  }

  void keepSign(Operation *op) {
    Value out = op->getResult(0);
    const Range *in = get(op->getOperand(0)), *result = get(out);
    if (!in || !result)
      return;
    if (isSignKeeping(op)) {
      if (in->isSigned() == result->isSigned())
        return;
      double min = in->isSigned() ? static_cast<float>(-result->max * 0.1) : 0;
      if (set(out, {min, result->max}))
        spreadSign(out);
    } else if (isa<top::SubConstOp>(op)) {
      if (in->isSigned() || result->isSigned())
        return;
      if (set(out, {result->max * -0.1, result->max}))
        spreadForward(out);
    }
  }

  /// Whether a factor is calibrated as signed, or a negative scalar.
  bool isSignedFactor(Value factor) const {
    if (auto weight = factor.getDefiningOp<top::WeightOp>()) {
      llvm::ArrayRef<float> data = weight.getElements<float>();
      return data.size() == 1 && data.front() < 0;
    }
    const Range *range = get(factor);
    return range && range->isSigned();
  }

  void signProducts(Operation *op) {
    Value out = op->getResult(0);
    const Range *result = get(out);
    if (!result || result->isSigned())
      return;
    if (isa<top::SubOp>(op)) {
      if (set(out, {result->max * -0.1, result->max}))
        spreadForward(out);
    } else if (isa<top::MulOp>(op)) {
      // Two signed factors never give an unsigned product. (Operands of mixed
      // sign are swapped by the text, which changes no number.)
      if (!llvm::all_of(op->getOperands(),
                        [&](Value factor) { return isSignedFactor(factor); }))
        return;
      if (set(out, {static_cast<float>(-result->max * 0.1), result->max}))
        spreadForward(out);
    } else if (isa<top::SubConstOp>(op)) {
      keepSign(op);
    }
  }

  /// Whether only `op` and MaxPools use `value`.
  static bool isUsedBy(Value value, Operation *op) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      return user == op || isa<top::MaxPoolOp>(user);
    });
  }

  void joinOperands(Operation *op) {
    if (!isa<top::ConcatOp, top::MinOp, top::MaxOp>(op))
      return;
    Value out = op->getResult(0);
    const Range *result = get(out), *first = get(op->getOperand(0));
    if (!result || !first)
      return;
    bool same = true;
    for (Value operand : op->getOperands()) {
      const Range *in = get(operand);
      if (!in || (!operand.hasOneUse() && !isUsedBy(operand, op)))
        return;
      if (isa<top::ConcatOp>(op) && in->isSigned() != first->isSigned())
        return;
      same &= *in == *first;
    }
    if (same) {
      set(out, *first);
      return;
    }
    Range range = *result;
    for (Value operand : op->getOperands())
      if (set(operand, range))
        spreadBackward(operand);
  }

  void copyBack(Operation *op) {
    bool leaky = isa<top::LeakyReluOp>(op);
    bool keepsMin = !isCV18XX && (leaky || isa<top::PReluOp>(op));
    if (!keepsMin && !(isCV18XX && leaky) &&
        !isa<top::ReluOp, top::MaxPoolOp, top::DepthToSpaceOp, top::AbsOp>(op))
      return;
    Value operand = op->getOperand(0);
    const Range *in = get(operand), *result = get(op->getResult(0));
    if (!in || !result || !operand.hasOneUse())
      return;
    Range range{keepsMin ? in->min : result->min, result->max};
    if (set(operand, range))
      spreadBackward(operand);
  }

  /// A sum of products that nothing else uses: each product has its range.
  void joinProducts(Operation *op) {
    if (!isa<top::AddOp>(op))
      return;
    const Range *result = get(op->getResult(0));
    if (!result)
      return;
    for (Value operand : op->getOperands())
      if (!get(operand) || !operand.getDefiningOp<top::MulOp>() ||
          !operand.hasOneUse())
        return;
    Range range = *result;
    for (Value operand : op->getOperands())
      if (set(operand, range))
        spreadBackward(operand);
  }

  /// Ops whose result has the range of their operand.
  bool isForwarding(Operation *op) const {
    if (isa<top::ReluOp, top::MaxPoolOp, top::MinConstOp, top::MaxConstOp,
            top::ReshapeOp, top::UnsqueezeOp, top::SqueezeOp, top::SliceOp,
            top::TileOp, top::PadOp, top::PermuteOp, top::UpsampleOp,
            top::LeakyReluOp, top::AbsOp>(op))
      return true;
    if (isa<top::GatherOp>(op))
      return isCV18XX; // where it is int8, as Slice
    if (isa<top::PReluOp>(op))
      return !isCV18XX;
    if (isBM1684 && (isa<top::AvgPoolOp>(op) || isSpatialMean(op)))
      return true;
    auto reduce = dyn_cast<top::ReduceOp>(op);
    return isCV18XX && reduce &&
           (reduce.getMode() == top::ReduceMode::max ||
            reduce.getMode() == top::ReduceMode::min);
  }

  void copyForward(Operation *op) {
    if (auto scaled = dyn_cast<top::MulConstOp>(op))
      copyScaled(scaled);
    else if (isForwarding(op))
      copyForwardOne(op);
  }

  void copyScaled(top::MulConstOp op) {
    const Range *in = get(op.getInput());
    if (!in)
      return;
    double c = op.getConstVal().convertToDouble();
    double factor = c == 0 ? 1 : c;
    Range range = c >= 0 ? Range{in->min * factor, in->max * factor}
                         : Range{in->max * factor, in->min * factor};
    // Quirk Q11.
    if (!asymmetric) {
      range.max = std::max(std::fabs(range.min), std::fabs(range.max));
      range.min = range.min < 0 ? -range.max : 0;
    }
    if (set(op.getOutput(), range))
      spreadForward(op.getOutput());
  }
};
} // namespace

LogicalResult tpuc::shareThresholds(func::FuncOp func, const Chip &chip,
                                    bool asymmetric) {
  if (func.isExternal())
    return success();
  ThresholdSharing(func, chip, asymmetric).run();
  updateFunctionType(func);
  return success();
}
