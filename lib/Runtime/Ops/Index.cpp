// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops about places and truth, in float types.
#include "tpuc/Kernels/Index.h"
#include "Common.h"
#include "tpuc/Kernels/Eltwise.h"

#include <algorithm>

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

using Args = PlainArgs;

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

static llvm::Error finishBinary(LayerBuilder &b, BinaryOp kind) {
  auto binary = b.reference() ? reference::binary : fast::binary;
  FloatEpilogue epilogue = b.epilogue();
  return finishBroadcast(
      b, b.op->getOperand(0), b.op->getOperand(1),
      [=](const float *x, const Shape &xs, const float *y, const Shape &ys,
          float *out) { binary(kind, x, xs, y, ys, out, epilogue); });
}

template <typename OpT>
static llvm::Error buildCompare(OpT op, LayerBuilder &b) {
  switch (op.getMode()) {
  case top::CompareMode::eq:
    return finishBinary(b, BinaryOp::Equal);
  case top::CompareMode::ne:
    return finishBinary(b, BinaryOp::NotEqual);
  case top::CompareMode::lt:
    return finishBinary(b, BinaryOp::Less);
  case top::CompareMode::le:
    return finishBinary(b, BinaryOp::LessOrEqual);
  case top::CompareMode::gt:
    return finishBinary(b, BinaryOp::Greater);
  case top::CompareMode::ge:
    return finishBinary(b, BinaryOp::GreaterOrEqual);
  }
  llvm_unreachable("unknown comparison");
}

template <typename OpT>
static llvm::Error buildBitwise(OpT op, LayerBuilder &b) {
  switch (op.getMode()) {
  case top::BitwiseMode::bit_and:
    return finishBinary(b, BinaryOp::BitAnd);
  case top::BitwiseMode::bit_or:
    return finishBinary(b, BinaryOp::BitOr);
  case top::BitwiseMode::bit_xor:
    return finishBinary(b, BinaryOp::BitXor);
  case top::BitwiseMode::shift_left:
    return finishBinary(b, BinaryOp::ShiftLeft);
  case top::BitwiseMode::shift_right:
    return finishBinary(b, BinaryOp::ShiftRight);
  }
  llvm_unreachable("unknown bitwise operation");
}

template <typename OpT> static llvm::Error buildMod(OpT op, LayerBuilder &b) {
  return finishBinary(b, op.getFmod() ? BinaryOp::Mod : BinaryOp::FloorMod);
}

template <typename OpT> static llvm::Error buildWhere(OpT op, LayerBuilder &b) {
  Shape cond = b.shape(op.getCond()), lhs = b.shape(op.getLhs()),
        rhs = b.shape(op.getRhs());
  return finishPlain(b, [=](Args in, float *out) {
    reference::where(in[0], cond, in[1], lhs, in[2], rhs, out);
    return Status();
  });
}

//===----------------------------------------------------------------------===//
// Along an axis
//===----------------------------------------------------------------------===//

template <typename OpT>
static llvm::Error finishCumulative(OpT op, LayerBuilder &b,
                                    decltype(reference::cumSum) &accumulate) {
  Shape shape = b.shape(op.getInput());
  int64_t axis = op.getAxis();
  bool exclusive = op.getExclusive(), reverse = op.getReverse();
  FloatRound round = b.rounding();
  return finishPlain(b, [=, &accumulate](Args in, float *out) {
    accumulate(in[0], shape, axis, exclusive, reverse, out, round);
    return Status();
  });
}

template <typename OpT>
static llvm::Error buildCumSum(OpT op, LayerBuilder &b) {
  return finishCumulative(op, b, reference::cumSum);
}

template <typename OpT>
static llvm::Error buildCumProd(OpT op, LayerBuilder &b) {
  return finishCumulative(op, b, reference::cumProd);
}

template <typename OpT> static llvm::Error buildArg(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput());
  int64_t axis = op.getAxis();
  bool largest = op.getMode() == top::ArgMode::max;
  bool last = op.getSelectLastIndex();
  return finishPlain(b, [=](Args in, float *out) {
    reference::arg(in[0], shape, axis, largest, last, out);
    return Status();
  });
}

template <typename OpT> static llvm::Error buildTopK(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput());
  int64_t axis = op.getAxis(), k = op.getK();
  bool largest = op.getLargest();
  bool asIndices = op.getWhat() == top::TopKOutput::indices;
  return finishPlain(b, [=](Args in, float *out) {
    reference::topK(in[0], shape, axis, k, largest, asIndices, out);
    return Status();
  });
}

//===----------------------------------------------------------------------===//
// Elements at places
//===----------------------------------------------------------------------===//

template <typename OpT>
static llvm::Error buildGather(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput()), indices = b.shape(op.getIndices());
  int64_t axis = op.getAxis();
  return finishPlain(b, [=](Args in, float *out) {
    return reference::gather(in[0], shape, {in[1], indices}, axis, out);
  });
}

template <typename OpT>
static llvm::Error buildGatherElements(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput()), indices = b.shape(op.getIndices());
  int64_t axis = op.getAxis();
  return finishPlain(b, [=](Args in, float *out) {
    return reference::gatherElements(in[0], shape, {in[1], indices}, axis, out);
  });
}

template <typename OpT>
static llvm::Error buildGatherND(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput()), indices = b.shape(op.getIndices());
  int64_t batchDims = op.getBatchDims();
  return finishPlain(b, [=](Args in, float *out) {
    return reference::gatherND(in[0], shape, {in[1], indices}, batchDims, out);
  });
}

static ScatterMode convert(top::ScatterMode mode) {
  switch (mode) {
  case top::ScatterMode::none:
    return ScatterMode::None;
  case top::ScatterMode::add:
    return ScatterMode::Add;
  case top::ScatterMode::mul:
    return ScatterMode::Mul;
  case top::ScatterMode::max:
    return ScatterMode::Max;
  case top::ScatterMode::min:
    return ScatterMode::Min;
  }
  llvm_unreachable("unknown scatter mode");
}

/// The input copied, `scatter` on it, then rounded where values were joined.
static llvm::Error finishScatter(LayerBuilder &b, ScatterMode mode,
                                 std::function<Status(Args, float *)> scatter) {
  int64_t size = b.result.numElements();
  FloatEpilogue epilogue = b.epilogue();
  bool rounds = mode == ScatterMode::Add || mode == ScatterMode::Mul;
  return finishPlain(b, [=](Args in, float *out) {
    std::copy_n(in[0], size, out);
    Status status = scatter(in, out);
    if (status.ok() && rounds)
      reference::applyEpilogue(epilogue, out, out, size);
    return status;
  });
}

template <typename OpT>
static llvm::Error buildScatterElements(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput()), indices = b.shape(op.getIndices());
  int64_t axis = op.getAxis();
  ScatterMode mode = convert(op.getMode());
  return finishScatter(b, mode, [=](Args in, float *out) {
    return reference::scatterElements(in[2], {in[1], indices}, axis, mode,
                                      shape, out);
  });
}

template <typename OpT>
static llvm::Error buildScatterND(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput()), indices = b.shape(op.getIndices());
  ScatterMode mode = convert(op.getMode());
  return finishScatter(b, mode, [=](Args in, float *out) {
    return reference::scatterND(in[2], {in[1], indices}, mode, shape, out);
  });
}

void addIndexLayers(LayerRegistry &r) {
  r.add(buildCompare<top::CompareOp>);
  r.add(buildCompare<tpu::CompareOp>);
  r.add(buildWhere<top::WhereOp>);
  r.add(buildWhere<tpu::WhereOp>);
  r.add(buildBitwise<top::BitwiseOp>);
  r.add(buildBitwise<tpu::BitwiseOp>);
  r.add(buildMod<top::ModOp>);
  r.add(buildMod<tpu::ModOp>);
  r.add(buildCumSum<top::CumSumOp>);
  r.add(buildCumSum<tpu::CumSumOp>);
  r.add(buildCumProd<top::CumProdOp>);
  r.add(buildCumProd<tpu::CumProdOp>);
  r.add(buildArg<top::ArgOp>);
  r.add(buildArg<tpu::ArgOp>);
  r.add(buildTopK<top::TopKOp>);
  r.add(buildTopK<tpu::TopKOp>);
  r.add(buildGather<top::GatherOp>);
  r.add(buildGather<tpu::GatherOp>);
  r.add(buildGatherElements<top::GatherElementsOp>);
  r.add(buildGatherElements<tpu::GatherElementsOp>);
  r.add(buildGatherND<top::GatherNDOp>);
  r.add(buildGatherND<tpu::GatherNDOp>);
  r.add(buildScatterElements<top::ScatterElementsOp>);
  r.add(buildScatterElements<tpu::ScatterElementsOp>);
  r.add(buildScatterND<top::ScatterNDOp>);
  r.add(buildScatterND<tpu::ScatterNDOp>);
}

} // namespace tpuc::runtime
