// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Evaluate.h"
#include "tpuc/Dialect/Top/KernelEnums.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Top/Weights.h"
#include "tpuc/Kernels/Eltwise.h"
#include "tpuc/Kernels/Shape.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tpuc::top;
namespace reference = tpuc::kernels::reference;
using tpuc::kernels::BinaryOp;
using tpuc::kernels::UnaryOp;
using KernelShape = tpuc::kernels::Shape;

namespace {

/// The operands of a layer as buffers.
struct Operands {
  SmallVector<const float *> data;
  SmallVector<KernelShape> shapes;
};

using Buffer = std::vector<float>;
using Result = std::optional<Buffer>;

} // namespace

static KernelShape toShape(llvm::ArrayRef<int64_t> values) {
  return KernelShape(values.begin(), values.end());
}

static KernelShape shapeOf(Value value) {
  return toShape(cast<RankedTensorType>(value.getType()).getShape());
}

static std::optional<Operands> operandsOf(Operation *op) {
  Operands operands;
  for (Value value : op->getOperands()) {
    std::optional<llvm::ArrayRef<float>> elements = getFloats(value);
    if (!elements)
      return std::nullopt;
    operands.data.push_back(elements->data());
    operands.shapes.push_back(shapeOf(value));
  }
  return operands;
}

static tpuc::kernels::FloatEpilogue epilogueOf(Operation *op) {
  tpuc::kernels::FloatEpilogue epilogue;
  if (auto fused = dyn_cast<FusedReluOpInterface>(op)) {
    epilogue.relu = fused.getDoRelu();
    epilogue.reluLimit = fused.getReluLimit().convertToDouble();
  }
  return epilogue;
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

static Result move(Operation *op, const Operands &in, Buffer out) {
  const float *data = in.data.front();
  const KernelShape &shape = in.shapes.front();
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<ReshapeOp, SqueezeOp, UnsqueezeOp>(
          [&](auto) { return Buffer(data, data + out.size()); })
      .Case<PermuteOp>([&](PermuteOp permute) {
        reference::permute(data, shape, toShape(permute.getOrder()),
                           out.data());
        return out;
      })
      .Case<SliceOp>([&](SliceOp slice) {
        reference::slice(data, shape, toShape(slice.getOffset()),
                         toShape(slice.getSteps()), shapeOf(slice.getOutput()),
                         out.data());
        return out;
      })
      .Case<PadOp>([&](PadOp pad) {
        llvm::ArrayRef<int64_t> amounts = pad.getPaddings();
        reference::pad(data, shape, toShape(amounts.take_front(shape.size())),
                       toShape(amounts.take_back(shape.size())),
                       toKernel(pad.getMode()), pad.getVal().convertToDouble(),
                       out.data());
        return out;
      })
      .Case<TileOp>([&](TileOp tile) {
        reference::tile(data, shape, toShape(tile.getRepeats()), out.data());
        return out;
      })
      .Case<ConcatOp>([&](ConcatOp concat) {
        reference::concat({in.data.begin(), in.data.end()},
                          {in.shapes.begin(), in.shapes.end()},
                          concat.getAxis(), out.data());
        reference::applyEpilogue(epilogueOf(op), out.data(), out.data(),
                                 out.size());
        return out;
      })
      .Default(Result());
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

static std::optional<BinaryOp> binaryKernel(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<BinaryOp>>(op)
      .Case<AddOp, AddConstOp>([](auto) { return BinaryOp::Add; })
      .Case<SubOp, SubConstOp>([](auto) { return BinaryOp::Sub; })
      .Case<MulOp, MulConstOp>([](auto) { return BinaryOp::Mul; })
      .Case<DivOp, ReciprocalOp>([](auto) { return BinaryOp::Div; })
      .Case<MaxOp, MaxConstOp>([](auto) { return BinaryOp::Max; })
      .Case<MinOp, MinConstOp>([](auto) { return BinaryOp::Min; })
      .Case<PowOp, PowTensorOp>([](auto) { return BinaryOp::Pow; })
      .Default(std::nullopt);
}

static std::optional<UnaryOp> unaryKernel(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<UnaryOp>>(op)
#define TPUC_FUNCTION(OP, KERNEL) .Case([](OP##Op) { return UnaryOp::KERNEL; })
#include "tpuc/Dialect/Top/Functions.def"
      .Default(std::nullopt);
}

static Result compute(Operation *op, const Operands &in, Buffer out) {
  const float *data = in.data.front();
  if (std::optional<UnaryOp> kernel = unaryKernel(op)) {
    reference::unary(*kernel, {}, data, out.data(), out.size());
    return out;
  }
  std::optional<BinaryOp> kernel = binaryKernel(op);
  if (!kernel)
    return std::nullopt;
  tpuc::kernels::FloatEpilogue epilogue = epilogueOf(op);
  if (in.data.size() == 2) {
    reference::binary(*kernel, data, in.shapes[0], in.data[1], in.shapes[1],
                      out.data(), epilogue);
    return out;
  }
  tpuc::kernels::ConstOperand constant;
  constant.value = op->getAttrOfType<FloatAttr>("const_val").getValueAsDouble();
  if (auto sub = dyn_cast<SubConstOp>(op))
    constant.reverse = sub.getIsReverse();
  else
    constant.reverse = isa<ReciprocalOp>(op);
  reference::binaryConst(*kernel, data, constant, out.data(), out.size(),
                         epilogue);
  return out;
}

std::optional<std::vector<float>> tpuc::top::evaluate(Operation *op) {
  if (op->getNumOperands() == 0 || op->getNumResults() != 1)
    return std::nullopt;
  std::optional<Operands> operands = operandsOf(op);
  if (!operands)
    return std::nullopt;
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (Result moved = move(op, *operands, Buffer(type.getNumElements())))
    return moved;
  return compute(op, *operands, Buffer(type.getNumElements()));
}
