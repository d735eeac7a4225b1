// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPSHAPEINFERENCE
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

namespace {

/// `type` with another shape; the element type (and its calibration) stays.
Type withShapeOf(Type type, Type shaped) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(cast<RankedTensorType>(shaped).getShape(),
                               tensor.getElementType());
}

struct ShapeInference : tpuc::top::impl::TopShapeInferenceBase<ShapeInference> {
  using TopShapeInferenceBase::TopShapeInferenceBase;

  void runOnOperation() override {
    WalkResult walk = getOperation().walk([&](func::FuncOp function) {
      return failed(inferFunction(function)) ? WalkResult::interrupt()
                                             : WalkResult::advance();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }

  LogicalResult inferFunction(func::FuncOp function) {
    if (function.isExternal())
      return success();
    for (Operation &op : function.getBody().front())
      if (failed(inferOp(&op)))
        return failure();
    Block &block = function.getBody().front();
    function.setType(
        FunctionType::get(&getContext(), block.getArgumentTypes(),
                          block.getTerminator()->getOperandTypes()));
    return success();
  }

  LogicalResult inferOp(Operation *op) {
    auto inferrable = dyn_cast<InferTypeOpInterface>(op);
    if (!inferrable)
      return success();
    SmallVector<Type> types;
    if (failed(inferrable.inferReturnTypes(
            &getContext(), op->getLoc(), op->getOperands(),
            op->getRawDictionaryAttrs(), op->getPropertiesStorage(),
            op->getRegions(), types)))
      return op->emitError("cannot infer the shape of layer \"")
             << getLayerName(op) << "\"";
    for (auto [result, type] : llvm::zip(op->getResults(), types)) {
      Type inferred = withShapeOf(result.getType(), type);
      if (inferred == result.getType())
        continue;
      result.setType(inferred);
      ++numChanged;
    }
    return success();
  }
};

} // namespace
