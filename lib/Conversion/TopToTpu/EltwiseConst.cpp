// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Element-wise ops with a scalar constant (section 4.4).
#include "LookupTables.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"

using namespace mlir;
using namespace tpuc;

static double constantOf(Operation *op) {
  return op->getAttrOfType<FloatAttr>("const_val").getValueAsDouble();
}

/// Makes a constant op in integers: `constant` is what the chip adds or
/// compares with.
template <typename OpT>
static Value createInt8(LayerLowering &l, int64_t constant,
                        MultiplierShift requant) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  // Quirk Q19: the product of bm1684x is a MulShift, which has no rectifier.
  bool loses = l.isBM1684X() && std::is_same_v<OpT, tpu::MulConstOp>;
  Value input = l.integers(0);
  return l.create<OpT>(
      l.resultType(), input, llvm::APFloat(static_cast<double>(constant)),
      fused.getDoRelu() && !loses, llvm::APFloat(-1.0), l.requant(requant));
}

template <typename OpT> static Value createFloat(LayerLowering &l) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  Value input = l.floats(0);
  return l.create<OpT>(l.floatResultType(), input,
                       llvm::APFloat(constantOf(l.op)), fused.getDoRelu(),
                       fused.getReluLimit(), tpu::RequantAttr());
}

/// cv18xx has no scalar operands: the constant is a bf16 tensor of one element.
static Value addBF16Constant(LayerLowering &l, double constant) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  auto rank = cast<RankedTensorType>(l.result().getType()).getRank();
  llvm::SmallVector<int64_t> ones(rank, 1);
  Value input = l.floats(0);
  Value scalar = l.makeFloats("_const_val_bf16", static_cast<float>(constant),
                              ones, l.floatElement());
  return l.create<tpu::AddOp>(l.floatResultType(), input, scalar,
                              fused.getDoRelu(), fused.getReluLimit(),
                              tpu::RequantAttr());
}

//===----------------------------------------------------------------------===//
// AddConst, SubConst
//===----------------------------------------------------------------------===//

Value tpuc::lowerAddConstInt8(LayerLowering &l) {
  numerics::AddConstRequant sum = numerics::quantizeAddConst(
      l.scheme(), constantOf(l.op), l.params(l.topOperand(0)), l.resultParams(),
      l.asymmetric());
  if (!sum.ok)
    return l.fall(sum.reason);
  return createInt8<tpu::AddConstOp>(l, sum.constant, sum.requant);
}

Value tpuc::lowerAddConstFloat(LayerLowering &l) {
  if (l.isCV18XX())
    return addBF16Constant(l, constantOf(l.op));
  return createFloat<tpu::AddConstOp>(l);
}

Value tpuc::lowerSubConstFloat(LayerLowering &l) {
  auto op = cast<top::SubConstOp>(l.op);
  if (l.isCV18XX()) {
    if (!op.getIsReverse())
      return addBF16Constant(l, -constantOf(op));
    return makeSlopeLut(l, numerics::LutFunction::SubFrom, {constantOf(op)});
  }
  Value input = l.floats(0);
  return l.create<tpu::SubConstOp>(l.floatResultType(), input, op.getConstVal(),
                                   op.getIsReverse(), op.getDoRelu(),
                                   op.getReluLimit(), tpu::RequantAttr());
}

//===----------------------------------------------------------------------===//
// MulConst
//===----------------------------------------------------------------------===//

Value tpuc::lowerMulConstInt8(LayerLowering &l) {
  double c = constantOf(l.op);
  UniformParams in = l.params(l.topOperand(0)), out = l.resultParams();
  if (l.isCV18XX())
    return makeLut(l, numerics::LutFunction::MulConst, {c});
  numerics::SingleRequant product =
      numerics::quantizeMulConst(l.scheme(), c, in, out);
  if (!product.ok)
    return l.fall(product.reason);
  return createInt8<tpu::MulConstOp>(l, 1, product.requant);
}

Value tpuc::lowerMulConstFloat(LayerLowering &l) {
  if (l.isCV18XX())
    return makeSlopeLut(l, numerics::LutFunction::MulConst, {constantOf(l.op)});
  return createFloat<tpu::MulConstOp>(l);
}

//===----------------------------------------------------------------------===//
// MaxConst, MinConst
//===----------------------------------------------------------------------===//

/// cv18xx compares with a tensor of one integer.
template <typename OpT>
static Value compareWithTensor(LayerLowering &l, int64_t constant,
                               llvm::StringRef suffix) {
  auto fused = cast<top::FusedReluOpInterface>(l.op);
  UniformParams in = l.params(l.topOperand(0));
  auto rank = cast<RankedTensorType>(l.result().getType()).getRank();
  llvm::SmallVector<int64_t> ones(rank, 1);
  Value input = l.integers(0);
  Value scalar =
      l.makeIntegers(suffix, static_cast<int32_t>(in.range().clamp(constant)),
                     ones, quantizedElement(l.builder.getContext(), in));
  return l.create<OpT>(l.resultType(), input, scalar, fused.getDoRelu(),
                       llvm::APFloat(-1.0), tpu::RequantAttr());
}

template <typename OpT, typename TensorOpT>
static Value lowerCompareInt8(LayerLowering &l, llvm::StringRef suffix) {
  numerics::MaxMinConst compared = numerics::quantizeMaxMinConst(
      l.scheme(), constantOf(l.op), l.params(l.topOperand(0)),
      l.resultParams());
  if (!compared.ok)
    return l.fall(compared.reason);
  if (l.isCV18XX())
    return compareWithTensor<TensorOpT>(l, compared.constant, suffix);
  return createInt8<OpT>(l, compared.constant, compared.requant);
}

Value tpuc::lowerMaxConstInt8(LayerLowering &l) {
  return lowerCompareInt8<tpu::MaxConstOp, tpu::MaxOp>(l, "_const_max");
}
Value tpuc::lowerMinConstInt8(LayerLowering &l) {
  return lowerCompareInt8<tpu::MinConstOp, tpu::MinOp>(l, "_const_min");
}
Value tpuc::lowerMaxConstFloat(LayerLowering &l) {
  return createFloat<tpu::MaxConstOp>(l);
}
Value tpuc::lowerMinConstFloat(LayerLowering &l) {
  return createFloat<tpu::MinConstOp>(l);
}
