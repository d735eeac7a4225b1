// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

/// The `shape` attribute of a Reshape between two shapes. An equal first
/// dimension is kept by reference, so that the batch can change later.
static ShapeStorage reshapeSpec(Shape from, Shape to) {
  ShapeStorage spec(to);
  if (!from.empty() && !to.empty() && from[0] == to[0])
    spec[0] = 0;
  return spec;
}

static bool onlyReshapes(Operation *op) {
  return isa_and_nonnull<ReshapeOp, SqueezeOp, UnsqueezeOp>(op);
}

static void replaceByReshape(Operation *op, Value input,
                             PatternRewriter &rewriter) {
  Value result = op->getResult(0);
  rewriter.replaceOpWithNewOp<ReshapeOp>(
      op, result.getType(), input,
      reshapeSpec(shapeOf(input), shapeOf(result)));
}

namespace {

/// Two in a row of Reshape, Squeeze, Unsqueeze are one Reshape.
template <typename OpTy> struct MergeReshapes : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    Operation *producer = op.getInput().getDefiningOp();
    if (!onlyReshapes(producer))
      return failure();
    replaceByReshape(op, producer->getOperand(0), rewriter);
    return success();
  }
};

struct MergePermutes : OpRewritePattern<PermuteOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PermuteOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<PermuteOp>();
    if (!inner)
      return failure();
    ShapeStorage order;
    for (int64_t axis : op.getOrder())
      order.push_back(inner.getOrder()[axis]);
    rewriter.replaceOpWithNewOp<PermuteOp>(op, op.getType(), inner.getInput(),
                                           order);
    return success();
  }
};

/// A Permute that only moves dimensions of size 1 leaves the elements in order.
struct PermuteToReshape : OpRewritePattern<PermuteOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PermuteOp op,
                                PatternRewriter &rewriter) const override {
    Shape input = shapeOf(op.getInput());
    ShapeStorage moved;
    for (int64_t axis : op.getOrder())
      if (input[axis] != 1)
        moved.push_back(axis);
    if (!llvm::is_sorted(moved) || llvm::is_sorted(op.getOrder()))
      return failure();
    replaceByReshape(op, op.getInput(), rewriter);
    return success();
  }
};

} // namespace

void tpuc::top::populateShapePatterns(RewritePatternSet &patterns) {
  patterns.add<MergeReshapes<ReshapeOp>, MergeReshapes<SqueezeOp>,
               MergeReshapes<UnsqueezeOp>, MergePermutes, PermuteToReshape>(
      patterns.getContext());
}
