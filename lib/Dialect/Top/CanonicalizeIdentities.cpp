// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "Infer.h"
#include "tpuc/Dialect/Top/Layer.h"

#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace tpuc::top;

static bool allEqual(Shape values, int64_t value) {
  return llvm::all_of(values, [=](int64_t v) { return v == value; });
}

/// Whether the result of an op with one operand of the result's type equals
/// that operand. What only changes the shape needs no check: the types agree.
static bool isIdentity(Operation *op) {
  constexpr double kMax = std::numeric_limits<float>::max();
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ReshapeOp, SqueezeOp, UnsqueezeOp, ConcatOp>(
          [](auto) { return true; })
      .Case<PermuteOp>(
          [](PermuteOp permute) { return llvm::is_sorted(permute.getOrder()); })
      .Case<SliceOp>([](SliceOp slice) {
        // Nothing is left out, so only a reversal could change anything.
        return llvm::all_of(
            llvm::zip(slice.getSteps(), shapeOf(slice.getOutput())),
            [](auto pair) {
              return std::get<0>(pair) > 0 || std::get<1>(pair) == 1;
            });
      })
      .Case<PadOp>([](PadOp pad) { return allEqual(pad.getPaddings(), 0); })
      .Case<TileOp, UpsampleOp>([](auto) { return true; })
      .Case<DepthToSpaceOp>([](DepthToSpaceOp move) {
        return move.getBlockH() == 1 && move.getBlockW() == 1;
      })
      .Case<InterpOp>([](InterpOp interp) {
        auto isOne = [](std::optional<APFloat> scale) {
          return !scale || scale->convertToDouble() == 1.0;
        };
        return isOne(interp.getScaleH()) && isOne(interp.getScaleW()) &&
               !interp.getRoi();
      })
      .Case<MaxPoolOp, AvgPoolOp>([](auto pool) {
        return allEqual(pool.getKernelShape(), 1) &&
               allEqual(pool.getPads(), 0);
      })
      .Case<MulConstOp, PowOp>([](auto constant) {
        return constant.getConstVal().convertToDouble() == 1.0;
      })
      .Case<AddConstOp>(
          [](AddConstOp add) { return add.getConstVal().isZero(); })
      .Case<SubConstOp>([](SubConstOp sub) {
        return sub.getConstVal().isZero() && !sub.getIsReverse();
      })
      .Case<ClipOp>([=](ClipOp clip) {
        return clip.getMin().convertToDouble() <= -kMax &&
               clip.getMax().convertToDouble() >= kMax;
      })
      .Case<ReluOp>([](ReluOp relu) {
        // The operand is already clamped at least as tightly.
        double limit = relu.getReluLimit().convertToDouble();
        auto within = [=](double other) {
          return limit < 0 || (other >= 0 && other <= limit);
        };
        Operation *producer = relu.getInput().getDefiningOp();
        if (auto other = dyn_cast_or_null<ReluOp>(producer))
          return within(other.getReluLimit().convertToDouble());
        auto fused = dyn_cast_or_null<FusedReluOpInterface>(producer);
        return fused && fused.getDoRelu() &&
               within(fused.getReluLimit().convertToDouble());
      })
      .Default(false);
}

namespace {

/// Removes an op that gives back its operand. A name that a network output has
/// goes to the op that now produces the output.
struct EraseIdentity : RewritePattern {
  EraseIdentity(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/2, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumOperands() != 1 || op->getNumResults() != 1 ||
        op->getOperand(0).getType() != op->getResult(0).getType() ||
        !isIdentity(op))
      return failure();
    auto fused = dyn_cast<FusedReluOpInterface>(op);
    if (fused && fused.getDoRelu())
      return failure();
    Value input = op->getOperand(0);
    if (isNetworkOutput(op->getResult(0))) {
      Operation *producer = input.getDefiningOp();
      if (!producer || isa<InputOp, WeightOp>(producer) ||
          isNetworkOutput(input))
        return rewriter.notifyMatchFailure(op, "the output keeps its name");
      rewriter.modifyOpInPlace(producer,
                               [&] { producer->setLoc(op->getLoc()); });
    }
    rewriter.replaceOp(op, input);
    return success();
  }
};

} // namespace

void tpuc::top::populateIdentityPatterns(RewritePatternSet &patterns) {
  patterns.add<EraseIdentity>(patterns.getContext());
}
