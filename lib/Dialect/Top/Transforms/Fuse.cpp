// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Fuse.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPFUSE
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

namespace {

struct Fuse : tpuc::top::impl::TopFuseBase<Fuse> {
  using TopFuseBase::TopFuseBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateFuseScalePatterns(patterns, numScales);
    populateFuseReluPatterns(patterns, numRelus);
    populateFusePadPatterns(patterns, numPads);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
