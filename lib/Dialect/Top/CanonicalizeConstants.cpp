// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "Infer.h"
#include "tpuc/Dialect/Top/Weights.h"

using namespace mlir;
using namespace tpuc::top;

namespace {

/// A binary op seen as an activation and a constant.
struct ConstantSide {
  Value activation, constant;
  /// The constant is the left operand.
  bool reversed = false;
};

} // namespace

/// The sides of a binary op whose result has the activation's shape.
template <typename OpTy>
static std::optional<ConstantSide> constantSide(OpTy op) {
  bool left = op.getLhs().template getDefiningOp<WeightOp>() != nullptr;
  bool right = op.getRhs().template getDefiningOp<WeightOp>() != nullptr;
  // Two weights are for the pass that folds weights.
  if (left == right)
    return std::nullopt;
  ConstantSide sides = left ? ConstantSide{op.getRhs(), op.getLhs(), true}
                            : ConstantSide{op.getLhs(), op.getRhs(), false};
  if (shapeOf(sides.activation) != shapeOf(op.getOutput()))
    return std::nullopt;
  return sides;
}

/// The constants of a per-channel operand of a rank-4 activation: as many as
/// channels, shape [1, C, 1, 1] or [C, 1, 1].
static std::optional<llvm::ArrayRef<float>>
perChannel(const ConstantSide &sides) {
  Shape input = shapeOf(sides.activation), shape = shapeOf(sides.constant);
  if (input.size() != 4)
    return std::nullopt;
  bool legal =
      shape == Shape({1, input[1], 1, 1}) || shape == Shape({input[1], 1, 1});
  return legal ? getFloats(sides.constant) : std::nullopt;
}

namespace {

template <typename OpTy, typename ConstOpTy>
void replaceByConstOp(OpTy op, Value input, double value,
                      PatternRewriter &rewriter) {
  rewriter.replaceOpWithNewOp<ConstOpTy>(op, op.getType(), input,
                                         APFloat(value), op.getDoRelu(),
                                         op.getReluLimit());
}

/// A one-element weight becomes an attribute.
template <typename OpTy> struct ScalarOperand : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    std::optional<ConstantSide> sides = constantSide(op);
    std::optional<double> value =
        sides ? getScalar(sides->constant) : std::nullopt;
    if (!value)
      return failure();
    Value input = sides->activation;
    if constexpr (std::is_same_v<OpTy, AddOp>)
      replaceByConstOp<OpTy, AddConstOp>(op, input, *value, rewriter);
    else if constexpr (std::is_same_v<OpTy, MulOp>)
      replaceByConstOp<OpTy, MulConstOp>(op, input, *value, rewriter);
    else if constexpr (std::is_same_v<OpTy, MaxOp>)
      replaceByConstOp<OpTy, MaxConstOp>(op, input, *value, rewriter);
    else if constexpr (std::is_same_v<OpTy, MinOp>)
      replaceByConstOp<OpTy, MinConstOp>(op, input, *value, rewriter);
    else if constexpr (std::is_same_v<OpTy, SubOp>)
      rewriter.replaceOpWithNewOp<SubConstOp>(
          op, op.getType(), input, APFloat(*value), sides->reversed,
          op.getDoRelu(), op.getReluLimit());
    else if (sides->reversed)
      replaceByConstOp<OpTy, ReciprocalOp>(op, input, *value, rewriter);
    else if (std::isfinite(1.0 / *value))
      replaceByConstOp<OpTy, MulConstOp>(op, input, 1.0 / *value, rewriter);
    else
      return failure();
    return success();
  }
};

/// A weight with one value per channel becomes Scale, which can be fused.
template <typename OpTy> struct ChannelOperand : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    std::optional<ConstantSide> sides = constantSide(op);
    std::optional<llvm::ArrayRef<float>> values =
        sides ? perChannel(*sides) : std::nullopt;
    if (!values)
      return failure();
    SmallVector<double> scale, bias;
    for (double value : *values) {
      scale.push_back(scaleOf(value, sides->reversed));
      bias.push_back(biasOf(value, sides->reversed));
      if (!std::isfinite(scale.back()))
        return failure();
    }
    int64_t channels = values->size();
    Value scaleWeight = createWeight(rewriter, op, "scale", scale, {channels});
    Value biasWeight = createWeight(rewriter, op, "bias", bias, {channels});
    rewriter.replaceOpWithNewOp<ScaleOp>(op, op.getType(), sides->activation,
                                         scaleWeight, biasWeight,
                                         op.getDoRelu(), op.getReluLimit());
    return success();
  }

  static double scaleOf(double value, bool reversed) {
    if constexpr (std::is_same_v<OpTy, MulOp>)
      return value;
    if constexpr (std::is_same_v<OpTy, SubOp>)
      return reversed ? -1.0 : 1.0;
    // A constant over an activation is no Scale.
    if constexpr (std::is_same_v<OpTy, DivOp>)
      return reversed ? std::numeric_limits<double>::infinity() : 1.0 / value;
    return 1.0;
  }

  static double biasOf(double value, bool reversed) {
    if constexpr (std::is_same_v<OpTy, AddOp>)
      return value;
    if constexpr (std::is_same_v<OpTy, SubOp>)
      return reversed ? value : -value;
    return 0.0;
  }
};

} // namespace

void tpuc::top::populateConstantPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns
      .add<ScalarOperand<AddOp>, ScalarOperand<SubOp>, ScalarOperand<MulOp>,
           ScalarOperand<DivOp>, ScalarOperand<MaxOp>, ScalarOperand<MinOp>>(
          context, /*benefit=*/2);
  patterns.add<ChannelOperand<AddOp>, ChannelOperand<SubOp>,
               ChannelOperand<MulOp>, ChannelOperand<DivOp>>(context);
}
