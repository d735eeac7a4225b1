// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Fuse.h"

#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace tpuc::top;

/// The pads of a window op with those of `pad` added; none when `pad` does
/// more than extend the spatial dimensions.
static std::optional<SmallVector<int64_t>>
addPads(PadOp pad, llvm::ArrayRef<int64_t> pads) {
  llvm::ArrayRef<int64_t> paddings = pad.getPaddings();
  size_t rank = paddings.size() / 2;
  if (pad.getMode() != PadMode::constant || rank != pads.size() / 2 + 2)
    return std::nullopt;
  SmallVector<int64_t> result(pads);
  for (auto [i, amount] : llvm::enumerate(paddings)) {
    size_t dimension = i % rank;
    if (dimension < 2 ? amount != 0 : amount < 0)
      return std::nullopt;
    if (dimension >= 2)
      result[dimension - 2 + (i < rank ? 0 : rank - 2)] += amount;
  }
  return result;
}

/// Whether no element of a value can be negative, as far as its producers
/// tell.
static bool isNonNegative(Value value, unsigned depth = 8) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  if (auto fused = dyn_cast<FusedReluOpInterface>(op);
      fused && fused.getDoRelu())
    return true;
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ReluOp, SigmoidOp, HardSigmoidOp, AbsOp, ExpOp, SoftplusOp, SqrtOp>(
          [](auto) { return true; })
      .Case<SoftmaxOp>([](SoftmaxOp softmax) { return !softmax.getLog(); })
      .Case<ClipOp>([](ClipOp clip) { return !clip.getMin().isNegative(); })
      .Case<MaxPoolOp, AvgPoolOp, ConcatOp, ReshapeOp, SqueezeOp, UnsqueezeOp,
            PermuteOp, SliceOp, UpsampleOp, DepthToSpaceOp, TileOp>([=](auto) {
        return llvm::all_of(op->getOperands(), [=](Value operand) {
          return isNonNegative(operand, depth - 1);
        });
      })
      .Default(false);
}

/// Padding of a convolution is zeros.
static bool canTakePad(ConvOp, PadOp pad) { return pad.getVal().isZero(); }

/// A zero in the window's mean: counted like count_include_pad counts. The
/// pool's own padding must not be of the other kind.
static bool canTakePad(AvgPoolOp pool, PadOp pad) {
  bool unpadded =
      llvm::all_of(pool.getPads(), [](int64_t amount) { return amount == 0; });
  return pad.getVal().isZero() && (pool.getCountIncludePad() || unpadded);
}

/// Minus infinity is what MaxPool pads with; zero is never the maximum's only
/// source when no element is below it, unless a window holds nothing else.
static bool canTakePad(MaxPoolOp pool, PadOp pad) {
  double value = pad.getVal().convertToDouble();
  if (value <= -std::numeric_limits<float>::max())
    return true;
  bool dilated = pool.getDilations() &&
                 llvm::any_of(*pool.getDilations(),
                              [](int64_t dilation) { return dilation != 1; });
  return value == 0.0 && !dilated && isNonNegative(pad.getInput());
}

/// Whether each pad is smaller than the window, so that every window holds
/// elements.
static bool padsBelowWindow(MaxPoolOp pool, llvm::ArrayRef<int64_t> pads) {
  for (auto [i, amount] : llvm::enumerate(pads))
    if (amount >= pool.getKernelShape()[i % pool.getKernelShape().size()])
      return false;
  return true;
}

namespace {

template <typename OpTy> struct FusePad : OpRewritePattern<OpTy> {
  FusePad(MLIRContext *context, Pass::Statistic &fused)
      : OpRewritePattern<OpTy>(context), fused(fused) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().template getDefiningOp<PadOp>();
    if (!pad || !pad->hasOneUse() || !canTakePad(op, pad))
      return failure();
    std::optional<SmallVector<int64_t>> pads = addPads(pad, op.getPads());
    if (!pads)
      return failure();
    if constexpr (std::is_same_v<OpTy, ConvOp>) {
      // The size follows from input and pads alone.
    } else if (op.getCeilMode()) {
      // The rule for the last window tells padding from input.
      return failure();
    }
    if constexpr (std::is_same_v<OpTy, MaxPoolOp>)
      if (!padsBelowWindow(op, *pads))
        return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPads(*pads);
      if constexpr (std::is_same_v<OpTy, AvgPoolOp>)
        op.setCountIncludePad(true);
    });
    ++fused;
    return success();
  }

  Pass::Statistic &fused;
};

} // namespace

void tpuc::top::populateFusePadPatterns(RewritePatternSet &patterns,
                                        Pass::Statistic &fused) {
  patterns.add<FusePad<ConvOp>, FusePad<AvgPoolOp>, FusePad<MaxPoolOp>>(
      patterns.getContext(), fused);
}
