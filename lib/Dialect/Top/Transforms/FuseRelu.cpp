// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Fuse.h"

using namespace mlir;
using namespace tpuc::top;

namespace {

/// Relu behind an op that clamps: that op takes the limit and Relu's name.
struct FuseRelu : OpRewritePattern<ReluOp> {
  FuseRelu(MLIRContext *context, Pass::Statistic &fused)
      : OpRewritePattern(context), fused(fused) {}

  LogicalResult matchAndRewrite(ReluOp relu,
                                PatternRewriter &rewriter) const override {
    Value value = relu.getInput();
    auto producer = value.getDefiningOp<FusedReluOpInterface>();
    if (!producer || !value.hasOneUse())
      return failure();
    // A limit that the producer has already may be the tighter one.
    APFloat limit = relu.getReluLimit(), present = producer.getReluLimit();
    if (producer.getDoRelu() && !present.isNegative() &&
        (limit.isNegative() || present < limit))
      limit = present;
    rewriter.modifyOpInPlace(producer, [&] {
      producer.setRelu(limit.convertToDouble());
      producer->setLoc(relu.getLoc());
      value.setType(relu.getType());
    });
    rewriter.replaceOp(relu, value);
    ++fused;
    return success();
  }

  Pass::Statistic &fused;
};

} // namespace

void tpuc::top::populateFuseReluPatterns(RewritePatternSet &patterns,
                                         Pass::Statistic &fused) {
  patterns.add<FuseRelu>(patterns.getContext(), fused);
}
