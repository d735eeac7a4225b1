// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Element-wise ops of two tensors (section 4.4).
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"
#include "tpuc/Quant/Float16.h"

using namespace mlir;
using namespace tpuc;

namespace {
/// An operand as integers: a value of its own calibrated type, or a constant
/// in a type of its own.
struct IntegerOperand {
  UniformParams params;
  numerics::QuantizedConstant constant;

  IntegerOperand(const LayerLowering &l, unsigned i) {
    if (l.isWeight(i)) {
      constant = numerics::quantizeAddOperand(l.weightData(i));
      params = constant.type;
    } else {
      params = l.params(l.topOperand(i));
    }
  }

  Value materialize(LayerLowering &l, unsigned i) const {
    if (!l.isWeight(i))
      return l.integers(i);
    auto shape = cast<RankedTensorType>(l.topOperand(i).getType()).getShape();
    return l.makeIntegers(i == 0 ? "_lhs_i8" : "_rhs_i8", constant.values,
                          shape,
                          quantizedElement(l.builder.getContext(), params));
  }
};
} // namespace

static bool hasConstant(const LayerLowering &l) {
  return l.isWeight(0) || l.isWeight(1);
}

/// A constant of zeros, whose scale would be 0.
static bool hasZeroConstant(const LayerLowering &l) {
  for (unsigned i = 0; i < 2; ++i)
    if (l.isWeight(i) &&
        llvm::all_of(l.weightData(i), [](float v) { return v == 0.0f; }))
      return true;
  return false;
}

/// Makes the op in integers: with `requant`, and no upper clamp.
template <typename OpT>
static Value createInt8(LayerLowering &l, Value lhs, Value rhs,
                        tpu::RequantAttr requant) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  return l.create<OpT>(l.resultType(), lhs, rhs, fused.getDoRelu(),
                       llvm::APFloat(-1.0), requant);
}

template <typename OpT> static Value createFloat(LayerLowering &l) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  Value lhs = l.floats(0), rhs = l.floats(1);
  return l.create<OpT>(l.floatResultType(), lhs, rhs, fused.getDoRelu(),
                       fused.getReluLimit(), tpu::RequantAttr());
}

//===----------------------------------------------------------------------===//
// Add, Sub
//===----------------------------------------------------------------------===//

Value tpuc::lowerAddInt8(LayerLowering &l) {
  if (l.isCV18XX() && hasConstant(l))
    return l.fall("a constant operand");
  if (hasZeroConstant(l))
    return l.fall("a constant operand of zeros");
  IntegerOperand lhs(l, 0), rhs(l, 1);
  numerics::MultiInputRequant sum = numerics::quantizeAdd(
      l.scheme(), std::vector<UniformParams>{lhs.params, rhs.params},
      std::vector<double>{1, 1}, l.resultParams());
  if (!sum.ok)
    return l.fall(sum.reason);
  Value a = lhs.materialize(l, 0), b = rhs.materialize(l, 1);
  return createInt8<tpu::AddOp>(l, a, b, l.requant(sum.inputs));
}

Value tpuc::lowerAddFloat(LayerLowering &l) {
  return createFloat<tpu::AddOp>(l);
}

Value tpuc::lowerSubInt8(LayerLowering &l) {
  if (hasConstant(l))
    return l.fall("a constant operand");
  UniformParams a = l.params(l.topOperand(0)), b = l.params(l.topOperand(1));
  // Seen in the reference's lowering, in no rule of the text.
  if (!l.isCV18XX() && !a.isSigned && b.isSigned)
    return l.fall("a signed operand subtracted from an unsigned one");
  numerics::MultiInputRequant difference =
      numerics::quantizeSub(l.scheme(), a, b, l.resultParams(), l.asymmetric());
  if (!difference.ok)
    return l.fallTo(Mode::F32, difference.reason);
  Value lhs = l.integers(0), rhs = l.integers(1);
  // cv18xx adds with a negative multiplier.
  if (l.isCV18XX())
    return createInt8<tpu::AddOp>(l, lhs, rhs, l.requant(difference.inputs));
  return createInt8<tpu::SubOp>(l, lhs, rhs, l.requant(difference.inputs));
}

Value tpuc::lowerSubFloat(LayerLowering &l) {
  return createFloat<tpu::SubOp>(l);
}

//===----------------------------------------------------------------------===//
// Mul, Div
//===----------------------------------------------------------------------===//

Value tpuc::lowerMulInt8(LayerLowering &l) {
  if (l.isCV18XX() && hasConstant(l))
    return l.fall("a constant operand");
  if (hasZeroConstant(l))
    return l.fall("a constant operand of zeros");
  IntegerOperand lhs(l, 0), rhs(l, 1);
  numerics::SingleRequant product = numerics::quantizeMul(
      l.scheme(), lhs.params, rhs.params, l.resultParams());
  if (!product.ok)
    return l.fallTo(Mode::F32, product.reason);
  tpu::RequantAttr requant =
      l.isCV18XX() ? l.requant(tpu::RequantMode::QDM, product.requant,
                               tpu::RoundMode::HalfAwayFromZero)
                   : l.requant(product.requant);
  Value a = lhs.materialize(l, 0), b = rhs.materialize(l, 1);
  return createInt8<tpu::MulOp>(l, a, b, requant);
}

Value tpuc::lowerMulFloat(LayerLowering &l) {
  return createFloat<tpu::MulOp>(l);
}

Value tpuc::lowerPowTensorFloat(LayerLowering &l) {
  return createFloat<tpu::PowTensorOp>(l);
}

//===----------------------------------------------------------------------===//
// Max, Min
//===----------------------------------------------------------------------===//

/// Quirk Q4: stored integers are compared as they are, whatever their scales.
template <typename OpT> static Value lowerCompareInt8(LayerLowering &l) {
  if (hasConstant(l))
    return l.fall("a constant operand");
  Value lhs = l.integers(0), rhs = l.integers(1);
  return createInt8<OpT>(l, lhs, rhs, /*requant=*/nullptr);
}

Value tpuc::lowerMaxInt8(LayerLowering &l) {
  return lowerCompareInt8<tpu::MaxOp>(l);
}
Value tpuc::lowerMinInt8(LayerLowering &l) {
  return lowerCompareInt8<tpu::MinOp>(l);
}
Value tpuc::lowerMaxFloat(LayerLowering &l) {
  return createFloat<tpu::MaxOp>(l);
}
Value tpuc::lowerMinFloat(LayerLowering &l) {
  return createFloat<tpu::MinOp>(l);
}
