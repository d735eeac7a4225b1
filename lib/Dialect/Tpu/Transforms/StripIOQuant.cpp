// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Removes the casts at the border of a lowered network.
#include "tpuc/Dialect/Tpu/Transforms/Passes.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"

namespace tpuc::tpu {
#define GEN_PASS_DEF_TPUSTRIPIOQUANT
#include "tpuc/Dialect/Tpu/Transforms/Passes.h.inc"
} // namespace tpuc::tpu

using namespace mlir;
using namespace tpuc;
using namespace tpuc::tpu;

static bool isQuantized(Value value) {
  return isa<quant::UniformQuantizedType>(
      cast<RankedTensorType>(value.getType()).getElementType());
}

/// The quantizing cast that is the only user of an input; null otherwise.
static CastOp inputCast(top::InputOp input) {
  if (!input.getOutput().hasOneUse())
    return {};
  auto cast = dyn_cast<CastOp>(*input.getOutput().getUsers().begin());
  return cast && isQuantized(cast.getOutput()) ? cast : CastOp();
}

/// Whether a final cast goes away: from integers, or from half precision to
/// f32.
static bool isOutputCast(CastOp cast) {
  Type from =
      mlir::cast<RankedTensorType>(cast.getInput().getType()).getElementType();
  Type to = mlir::cast<RankedTensorType>(cast.getType()).getElementType();
  return isQuantized(cast.getInput()) || (from.isF16() && to.isF32());
}

namespace {
struct StripIOQuant : tpu::impl::TpuStripIOQuantBase<StripIOQuant> {
  using TpuStripIOQuantBase::TpuStripIOQuantBase;

  void runOnOperation() override {
    for (func::FuncOp func : getOperation().getOps<func::FuncOp>()) {
      if (func.isExternal())
        continue;
      if (quantInput)
        stripInputs(func);
      if (quantOutput)
        stripOutputs(func);
      Operation *ret = func.front().getTerminator();
      func.setFunctionType(FunctionType::get(&getContext(),
                                             func.front().getArgumentTypes(),
                                             ret->getOperandTypes()));
    }
  }

  void stripInputs(func::FuncOp func) {
    for (top::InputOp input :
         llvm::make_early_inc_range(func.getOps<top::InputOp>())) {
      CastOp cast = inputCast(input);
      auto argument = dyn_cast<BlockArgument>(input.getInput());
      if (!cast || !argument || !argument.hasOneUse())
        continue;
      argument.setType(cast.getType());
      input.getOutput().setType(cast.getType());
      cast.getOutput().replaceAllUsesWith(input.getOutput());
      cast.erase();
      ++numInputs;
    }
  }

  void stripOutputs(func::FuncOp func) {
    Operation *ret = func.front().getTerminator();
    for (OpOperand &operand : ret->getOpOperands()) {
      auto cast = operand.get().getDefiningOp<CastOp>();
      if (!cast || !isOutputCast(cast))
        continue;
      operand.set(cast.getInput());
      if (cast->use_empty())
        cast.erase();
      ++numOutputs;
    }
  }
};
} // namespace
