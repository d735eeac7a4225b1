// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Filter.h"
#include "Fuse.h"
#include "tpuc/Dialect/Top/Weights.h"

using namespace mlir;
using namespace tpuc::top;

namespace {

/// y = x * scale[c] + bias[c].
struct Affine {
  SmallVector<double> scale, bias;
};

} // namespace

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

//===----------------------------------------------------------------------===//
// The op that scales
//===----------------------------------------------------------------------===//

static std::optional<Affine> affineOf(ScaleOp op, int64_t channels) {
  auto scale = getFloats(op.getScale()), bias = getFloats(op.getBias());
  if (!scale || !bias || static_cast<int64_t>(scale->size()) != channels)
    return std::nullopt;
  return Affine{SmallVector<double>(*scale), SmallVector<double>(*bias)};
}

static Affine uniform(int64_t channels, double scale, double bias) {
  return {SmallVector<double>(channels, scale),
          SmallVector<double>(channels, bias)};
}

static std::optional<Affine> affineOf(MulConstOp op, int64_t channels) {
  return uniform(channels, op.getConstVal().convertToDouble(), 0.0);
}

static std::optional<Affine> affineOf(AddConstOp op, int64_t channels) {
  return uniform(channels, 1.0, op.getConstVal().convertToDouble());
}

static std::optional<Affine> affineOf(SubConstOp op, int64_t channels) {
  double value = op.getConstVal().convertToDouble();
  return op.getIsReverse() ? uniform(channels, -1.0, value)
                           : uniform(channels, 1.0, -value);
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {

/// Producer, then an affine op: one Producer with the name of the latter.
template <typename OpTy, typename Producer>
struct ScaleBehind : OpRewritePattern<OpTy> {
  ScaleBehind(MLIRContext *context, Pass::Statistic &fused)
      : OpRewritePattern<OpTy>(context, /*benefit=*/2), fused(fused) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    auto producer = op.getInput().template getDefiningOp<Producer>();
    if (!producer || !producer->hasOneUse() || producer.getDoRelu())
      return failure();
    // Axis 1 is the product's columns in rank 2 only.
    if (std::is_same_v<Producer, MatMulOp> && std::is_same_v<OpTy, ScaleOp> &&
        shapeOf(op.getOutput()).size() != 2)
      return failure();
    std::optional<Filter> filter = filterOf(producer);
    if (!filter)
      return failure();
    std::optional<Affine> affine = affineOf(op, filter->outputs);
    if (!affine)
      return failure();

    SmallVector<double> elements(filter->elements), bias(affine->bias);
    for (auto [i, element] : llvm::enumerate(elements))
      element *= affine->scale[channelsOf(producer, *filter, i).first];
    for (auto [c, value] : llvm::enumerate(filter->bias))
      bias[c] += value * affine->scale[c];

    auto result = cast<Producer>(rewriter.clone(*producer));
    rewriter.setInsertionPoint(result);
    setWeights(result, op, *filter, elements, bias, rewriter);
    result->setLoc(op.getLoc());
    result.getOutput().setType(op.getType());
    result.copyReluFrom(op);
    rewriter.replaceOp(op, result);
    ++fused;
    return success();
  }

  Pass::Statistic &fused;
};

/// Scale, then a linear op that keeps its name. Exact where no padding is
/// added between them, or where Scale leaves its zeros zero.
template <typename OpTy> struct ScaleBefore : OpRewritePattern<OpTy> {
  ScaleBefore(MLIRContext *context, Pass::Statistic &fused)
      : OpRewritePattern<OpTy>(context), fused(fused) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    auto scale = op.getInput().template getDefiningOp<ScaleOp>();
    if (!scale || !scale->hasOneUse() || scale.getDoRelu())
      return failure();
    std::optional<Filter> filter = filterOf(op);
    if (!filter)
      return failure();
    std::optional<Affine> affine = affineOf(scale, filter->inputs);
    if (!affine || !isExact(op, *affine))
      return failure();

    SmallVector<double> elements(filter->elements), bias(filter->bias);
    bias.resize(filter->outputs, 0.0);
    for (auto [i, element] : llvm::enumerate(elements)) {
      auto [output, input] = channelsOf(op, *filter, i);
      bias[output] += element * affine->bias[input];
      element *= affine->scale[input];
    }
    rewriter.modifyOpInPlace(op, [&] {
      setWeights(op, op, *filter, elements, bias, rewriter);
      op.getInputMutable().assign(scale.getInput());
    });
    ++fused;
    return success();
  }

  static bool isExact(ConvOp conv, const Affine &affine) {
    auto isZero = [](auto value) { return value == 0; };
    return llvm::all_of(conv.getPads(), isZero) ||
           llvm::all_of(affine.bias, isZero);
  }
  /// Scale's axis 1 must be the one that is summed over.
  static bool isExact(MatMulOp matmul, const Affine &) {
    return shapeOf(matmul.getInput()).size() == 2 && !matmul.getLeftTranspose();
  }

  Pass::Statistic &fused;
};

template <typename OpTy>
void addScaleBehind(RewritePatternSet &patterns, Pass::Statistic &fused) {
  patterns.add<ScaleBehind<OpTy, ConvOp>, ScaleBehind<OpTy, DeconvOp>,
               ScaleBehind<OpTy, MatMulOp>, ScaleBehind<OpTy, ScaleOp>>(
      patterns.getContext(), fused);
}

} // namespace

void tpuc::top::populateFuseScalePatterns(RewritePatternSet &patterns,
                                          Pass::Statistic &fused) {
  addScaleBehind<ScaleOp>(patterns, fused);
  addScaleBehind<MulConstOp>(patterns, fused);
  addScaleBehind<AddConstOp>(patterns, fused);
  addScaleBehind<SubConstOp>(patterns, fused);
  patterns.add<ScaleBefore<ConvOp>, ScaleBefore<MatMulOp>>(
      patterns.getContext(), fused);
}
