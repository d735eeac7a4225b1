// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "Infer.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Weights.h"

#include <limits>

using namespace mlir;
using namespace tpuc::top;

namespace {

/// Clip at 0 is Relu, which producers can fuse.
struct ClipToRelu : OpRewritePattern<ClipOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ClipOp op,
                                PatternRewriter &rewriter) const override {
    double limit = op.getMax().convertToDouble();
    if (!op.getMin().isZero() || !(limit > 0))
      return failure();
    if (limit >= std::numeric_limits<float>::max())
      limit = -1.0;
    rewriter.replaceOpWithNewOp<ReluOp>(op, op.getType(), op.getInput(),
                                        APFloat(limit));
    return success();
  }
};

/// Relu of a Relu with a higher limit.
struct MergeRelus : OpRewritePattern<ReluOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReluOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<ReluOp>();
    if (!inner)
      return failure();
    APFloat limit = op.getReluLimit();
    if (!inner.getReluLimit().isNegative() &&
        (limit.isNegative() || inner.getReluLimit() < limit))
      limit = inner.getReluLimit();
    rewriter.replaceOpWithNewOp<ReluOp>(op, op.getType(), inner.getInput(),
                                        limit);
    return success();
  }
};

struct BatchNormToScale : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    auto mean = getFloats(op.getMean()), variance = getFloats(op.getVariance()),
         gamma = getFloats(op.getGamma()), beta = getFloats(op.getBeta());
    if (!mean || !variance || !gamma || !beta)
      return failure();
    double epsilon = op.getEpsilon().convertToDouble();
    SmallVector<double> scale, bias;
    for (size_t c = 0; c < gamma->size(); ++c) {
      scale.push_back((*gamma)[c] / std::sqrt((*variance)[c] + epsilon));
      bias.push_back((*beta)[c] - (*mean)[c] * scale.back());
    }
    int64_t channels = gamma->size();
    Value scaleWeight = createWeight(rewriter, op, "scale", scale, {channels});
    Value biasWeight = createWeight(rewriter, op, "bias", bias, {channels});
    rewriter.replaceOpWithNewOp<ScaleOp>(op, op.getType(), op.getInput(),
                                         scaleWeight, biasWeight,
                                         op.getDoRelu(), op.getReluLimit());
    return success();
  }
};

/// The mean over H and W is a pool over the whole plane, which chips have. One
/// that drops the dimensions stays: a pool apart would be a layer of its own,
/// which no calibration table has, and lowering makes it a pool all the same.
struct ReduceMeanToAvgPool : OpRewritePattern<ReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    Shape input = shapeOf(op.getInput());
    ShapeStorage axes(op.getAxes());
    llvm::sort(axes);
    if (op.getMode() != ReduceMode::mean || input.size() != 4 ||
        Shape(axes) != Shape({2, 3}) || !op.getKeepdims())
      return failure();
    rewriter.replaceOpWithNewOp<AvgPoolOp>(
        op, op.getType(), op.getInput(),
        /*kernel_shape=*/input.drop_front(2), /*strides=*/Shape({1, 1}),
        /*pads=*/Shape({0, 0, 0, 0}), /*dilations=*/nullptr,
        /*count_include_pad=*/true,
        /*ceil_mode=*/false, /*do_relu=*/false, /*relu_limit=*/APFloat(-1.0));
    return success();
  }
};

/// Add of one value per column becomes the product's bias.
struct AddToMatMulBias : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    Value product = op.getLhs(), addend = op.getRhs();
    if (isWeight(product))
      std::swap(product, addend);
    auto matmul = product.getDefiningOp<MatMulOp>();
    auto weight = addend.getDefiningOp<WeightOp>();
    if (!matmul || !weight || matmul.getBias() || matmul.getDoRelu() ||
        !product.hasOneUse())
      return failure();
    Shape shape = shapeOf(op.getOutput());
    int64_t columns = shape.back();
    if (shape != shapeOf(product) || shapeOf(addend).empty() ||
        shapeOf(addend).back() != columns ||
        ShapedType::getNumElements(shapeOf(addend)) != columns)
      return failure();
    if (shapeOf(addend).size() > 1)
      addend = reshapeWeight(rewriter, op, "bias", weight, {columns});
    rewriter.replaceOpWithNewOp<MatMulOp>(
        op, op.getType(), matmul.getInput(), matmul.getRight(), addend,
        matmul.getLeftTranspose(), matmul.getRightTranspose(), op.getDoRelu(),
        op.getReluLimit());
    return success();
  }
};

} // namespace

void tpuc::top::populateSimplifyPatterns(RewritePatternSet &patterns) {
  patterns.add<ClipToRelu, MergeRelus, BatchNormToScale, ReduceMeanToAvgPool,
               AddToMatMulBias>(patterns.getContext());
}
