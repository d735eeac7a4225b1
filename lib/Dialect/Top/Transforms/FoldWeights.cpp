// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Evaluate.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPFOLDWEIGHTS
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

namespace {

struct FoldWeights : tpuc::top::impl::TopFoldWeightsBase<FoldWeights> {
  using TopFoldWeightsBase::TopFoldWeightsBase;

  void runOnOperation() override {
    llvm::SetVector<Operation *> spent;
    // Producers come first, so one walk folds whole chains.
    for (Operation &op : llvm::make_early_inc_range(getOperation().getOps())) {
      // An output stays a layer: a network returns what layers compute.
      if (op.getNumResults() != 1 || isNetworkOutput(op.getResult(0)))
        continue;
      std::optional<std::vector<float>> elements = evaluate(&op);
      if (!elements)
        continue;
      for (Value operand : op.getOperands())
        spent.insert(operand.getDefiningOp());
      fold(&op, *elements);
    }
    for (Operation *weight : spent)
      if (weight->use_empty())
        weight->erase();
  }

  /// The weight keeps the name of the layer it stands for.
  void fold(Operation *op, llvm::ArrayRef<float> elements) {
    OpBuilder builder(op);
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    auto weight = WeightOp::create<float>(
        builder, getLayerName(op), elements,
        RankedTensorType::get(type.getShape(), builder.getF32Type()));
    op->getResult(0).replaceAllUsesWith(weight);
    op->erase();
    ++numFolded;
  }
};

} // namespace
