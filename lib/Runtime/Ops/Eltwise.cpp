// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Two tensors, or a tensor and a constant, element by element.
#include "tpuc/Kernels/Eltwise.h"
#include "Common.h"
#include "tpuc/Kernels/Integer.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Two tensors
//===----------------------------------------------------------------------===//

/// The zero point that sums and products take off an operand. Symmetric ones
/// take none, even where Quirk Q1 gives the result of Max and Min one.
static int32_t zeroPointOf(LayerBuilder &b, Value operand) {
  bool ignored = b.chip() && b.chip()->family == ChipFamily::BM1684;
  return ignored ? 0 : static_cast<int32_t>(b.info(operand).zeroPoint);
}

static llvm::Error finishFloatBinary(LayerBuilder &b, Value lhs, Value rhs,
                                     BinaryOp kind, FloatEpilogue epilogue) {
  auto binary = b.reference() ? reference::binary : fast::binary;
  return finishBroadcast(
      b, lhs, rhs,
      [=](const float *x, const Shape &xs, const float *y, const Shape &ys,
          float *out) { binary(kind, x, xs, y, ys, out, epilogue); });
}

template <typename OpT, BinaryOp kind>
static llvm::Error buildFloatBinary(OpT op, LayerBuilder &b) {
  return finishFloatBinary(
      b, op.getLhs(), op.getRhs(), kind,
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit())));
}

template <typename OpT, bool subtract>
static llvm::Error buildIntegerAdd(OpT op, LayerBuilder &b) {
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  AddInt p;
  p.a = entry(requant, 0);
  p.b = entry(requant, 1);
  p.zeroPointA = zeroPointOf(b, op.getLhs());
  p.zeroPointB = zeroPointOf(b, op.getRhs());
  p.zeroPoint = b.result.zeroPoint;
  p.subtract = subtract;
  p.commonShift = multipliesInFloat(requant);
  p.relu = op.getDoRelu();
  p.range = b.resultRange();
  auto add = b.reference() ? reference::addInt : fast::addInt;
  return finishBroadcast(b, op.getLhs(), op.getRhs(),
                         [=](const float *x, const Shape &xs, const float *y,
                             const Shape &ys,
                             float *out) { add(p, x, xs, y, ys, out); });
}

static llvm::Error buildIntegerMul(tpu::MulOp op, LayerBuilder &b) {
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  MulInt p;
  p.requant = entry(requant, 0);
  p.zeroPointA = zeroPointOf(b, op.getLhs());
  p.zeroPointB = zeroPointOf(b, op.getRhs());
  p.zeroPoint = b.result.zeroPoint;
  p.qdm = requant.getMode() == tpu::RequantMode::QDM;
  p.relu = op.getDoRelu();
  p.range = b.resultRange();
  auto mul = b.reference() ? reference::mulInt : fast::mulInt;
  return finishBroadcast(b, op.getLhs(), op.getRhs(),
                         [=](const float *x, const Shape &xs, const float *y,
                             const Shape &ys,
                             float *out) { mul(p, x, xs, y, ys, out); });
}

template <typename OpT, bool isMax>
static llvm::Error buildIntegerMaxMin(OpT op, LayerBuilder &b) {
  IntRange range = b.resultRange(op.getDoRelu());
  auto run = b.reference() ? reference::maxMinInt : fast::maxMinInt;
  return finishBroadcast(
      b, op.getLhs(), op.getRhs(),
      [=](const float *x, const Shape &xs, const float *y, const Shape &ys,
          float *out) { run(isMax, range, x, xs, y, ys, out); });
}

/// A Tpu op: integers by `integer`, floats as the Top op.
template <typename OpT, BinaryOp kind,
          llvm::Error (*integer)(OpT, LayerBuilder &)>
static llvm::Error buildBinary(OpT op, LayerBuilder &b) {
  return b.isInteger() ? integer(op, b) : buildFloatBinary<OpT, kind>(op, b);
}

template <typename OpT>
static llvm::Error refuseIntegers(OpT, LayerBuilder &b) {
  return b.error("no chip computes this in integers");
}

//===----------------------------------------------------------------------===//
// A tensor and a constant
//===----------------------------------------------------------------------===//

template <typename OpT> static bool isReversed(OpT op) {
  if constexpr (std::is_same_v<OpT, top::SubConstOp> ||
                std::is_same_v<OpT, tpu::SubConstOp>)
    return op.getIsReverse();
  return std::is_same_v<OpT, top::ReciprocalOp>;
}

template <typename OpT, BinaryOp kind>
static llvm::Error buildFloatConst(OpT op, LayerBuilder &b) {
  FloatEpilogue epilogue =
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  ConstOperand constant{toDouble(op.getConstVal()), isReversed(op)};
  auto run = b.reference() ? reference::binaryConst : fast::binaryConst;
  return finishElementwise(b, op.getInput(),
                           [=](const float *in, float *out, int64_t n) {
                             run(kind, in, constant, out, n, epilogue);
                           });
}

/// AddConst and MulConst: the latter's constant is part of the multiplier.
template <typename OpT, bool addsConstant>
static llvm::Error buildIntegerAffine(OpT op, LayerBuilder &b) {
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  AffineInt p;
  p.requant = entry(requant, 0);
  p.constant =
      addsConstant ? static_cast<int64_t>(toDouble(op.getConstVal())) : 0;
  p.zeroPointIn = b.info(op.getInput()).zeroPoint;
  p.zeroPoint = b.result.zeroPoint;
  p.mode = convert(requant.getRound());
  p.floatMultiplier = multipliesInFloat(requant);
  p.range = b.resultRange(op.getDoRelu());
  auto affine = b.reference() ? reference::affineInt : fast::affineInt;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { affine(p, in, out, n); });
}

template <typename OpT, bool isMax>
static llvm::Error buildIntegerMaxMinConst(OpT op, LayerBuilder &b) {
  MaxMinConstInt p;
  p.isMax = isMax;
  p.constant = static_cast<int64_t>(toDouble(op.getConstVal()));
  if (tpu::RequantAttr requant = requantOf(op))
    p.requant = entry(requant, 0);
  p.zeroPointIn = b.info(op.getInput()).zeroPoint;
  p.relu = op.getDoRelu();
  p.range = b.resultRange();
  auto run = b.reference() ? reference::maxMinConstInt : fast::maxMinConstInt;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { run(p, in, out, n); });
}

static llvm::Error refuseIntegerSubConst(tpu::SubConstOp, LayerBuilder &b) {
  return b.error("no chip subtracts a constant from integers");
}

template <typename OpT, BinaryOp kind,
          llvm::Error (*integer)(OpT, LayerBuilder &)>
static llvm::Error buildConst(OpT op, LayerBuilder &b) {
  return b.isInteger() ? integer(op, b) : buildFloatConst<OpT, kind>(op, b);
}

void addEltwiseLayers(LayerRegistry &r) {
  r.add(buildFloatBinary<top::AddOp, BinaryOp::Add>);
  r.add(buildFloatBinary<top::SubOp, BinaryOp::Sub>);
  r.add(buildFloatBinary<top::MulOp, BinaryOp::Mul>);
  r.add(buildFloatBinary<top::DivOp, BinaryOp::Div>);
  r.add(buildFloatBinary<top::MaxOp, BinaryOp::Max>);
  r.add(buildFloatBinary<top::MinOp, BinaryOp::Min>);
  r.add(buildFloatBinary<top::PowTensorOp, BinaryOp::Pow>);
  r.add(buildFloatConst<top::AddConstOp, BinaryOp::Add>);
  r.add(buildFloatConst<top::SubConstOp, BinaryOp::Sub>);
  r.add(buildFloatConst<top::MulConstOp, BinaryOp::Mul>);
  r.add(buildFloatConst<top::MaxConstOp, BinaryOp::Max>);
  r.add(buildFloatConst<top::MinConstOp, BinaryOp::Min>);
  r.add(buildFloatConst<top::ReciprocalOp, BinaryOp::Div>);
  r.add(buildFloatConst<top::PowOp, BinaryOp::Pow>);

  r.add(buildBinary<tpu::AddOp, BinaryOp::Add,
                    buildIntegerAdd<tpu::AddOp, false>>);
  r.add(buildBinary<tpu::SubOp, BinaryOp::Sub,
                    buildIntegerAdd<tpu::SubOp, true>>);
  r.add(buildBinary<tpu::MulOp, BinaryOp::Mul, buildIntegerMul>);
  r.add(buildBinary<tpu::DivOp, BinaryOp::Div, refuseIntegers>);
  r.add(buildBinary<tpu::PowTensorOp, BinaryOp::Pow, refuseIntegers>);
  r.add(buildBinary<tpu::MaxOp, BinaryOp::Max,
                    buildIntegerMaxMin<tpu::MaxOp, true>>);
  r.add(buildBinary<tpu::MinOp, BinaryOp::Min,
                    buildIntegerMaxMin<tpu::MinOp, false>>);
  r.add(buildConst<tpu::AddConstOp, BinaryOp::Add,
                   buildIntegerAffine<tpu::AddConstOp, true>>);
  r.add(buildConst<tpu::MulConstOp, BinaryOp::Mul,
                   buildIntegerAffine<tpu::MulConstOp, false>>);
  r.add(buildConst<tpu::SubConstOp, BinaryOp::Sub, refuseIntegerSubConst>);
  r.add(buildConst<tpu::MaxConstOp, BinaryOp::Max,
                   buildIntegerMaxMinConst<tpu::MaxConstOp, true>>);
  r.add(buildConst<tpu::MinConstOp, BinaryOp::Min,
                   buildIntegerMaxMinConst<tpu::MinConstOp, false>>);
}

} // namespace tpuc::runtime
