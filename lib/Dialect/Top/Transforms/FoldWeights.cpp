// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Transforms/Passes.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPFOLDWEIGHTS
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

namespace {
struct FoldWeights : tpuc::top::impl::TopFoldWeightsBase<FoldWeights> {
  using TopFoldWeightsBase::TopFoldWeightsBase;
  void runOnOperation() override {}
};
} // namespace
