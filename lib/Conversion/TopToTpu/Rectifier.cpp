// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Rectifiers: Relu, Clip, LeakyRelu, PRelu (section 4.4).
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"

using namespace mlir;
using namespace tpuc;

//===----------------------------------------------------------------------===//
// Relu, Clip
//===----------------------------------------------------------------------===//

Value tpuc::lowerReluInt8(LayerLowering &l) {
  auto op = cast<top::ReluOp>(l.op);
  if (l.isCV18XX() && !op.getReluLimit().isNegative())
    return l.fall("an upper limit");
  Value input = l.movedIntegers(0);
  return l.create<tpu::ReluOp>(l.resultType(), input, llvm::APFloat(-1.0));
}

Value tpuc::lowerReluFloat(LayerLowering &l) {
  auto op = cast<top::ReluOp>(l.op);
  Value input = l.floats(0);
  return l.create<tpu::ReluOp>(l.floatResultType(), input, op.getReluLimit());
}

Value tpuc::lowerClipFloat(LayerLowering &l) {
  auto op = cast<top::ClipOp>(l.op);
  Value input = l.floats(0);
  // bm1684 has no op for it but compares with a constant, twice.
  if (l.isBM1684()) {
    auto maximum = l.createNamed<tpu::MaxConstOp>(
        l.name() + "_max", l.floatResultType(), input, op.getMin(), false,
        llvm::APFloat(-1.0), tpu::RequantAttr());
    return l.create<tpu::MinConstOp>(l.floatResultType(), maximum, op.getMax(),
                                     false, llvm::APFloat(-1.0),
                                     tpu::RequantAttr());
  }
  return l.create<tpu::ClipOp>(l.floatResultType(), input, op.getMin(),
                               op.getMax());
}

//===----------------------------------------------------------------------===//
// LeakyRelu, PRelu
//===----------------------------------------------------------------------===//

Value tpuc::lowerLeakyReluInt8(LayerLowering &l) {
  auto op = cast<top::LeakyReluOp>(l.op);
  numerics::LeakyReluRequant leaky = numerics::quantizeLeakyRelu(
      l.scheme(), op.getAlpha().convertToDouble(), l.params(op.getInput()),
      l.resultParams(), l.asymmetric());
  if (!leaky.ok)
    return l.fall(leaky.reason);
  // Only cv18xx rescales the positive side.
  llvm::SmallVector<MultiplierShift, 2> entries = {leaky.negative};
  if (l.isCV18XX())
    entries.insert(entries.begin(), leaky.positive);
  Value input = l.isCV18XX() ? l.integers(0) : l.movedIntegers(0);
  return l.create<tpu::LeakyReluOp>(l.resultType(), input, op.getAlpha(),
                                    l.requant(entries));
}

Value tpuc::lowerLeakyReluFloat(LayerLowering &l) {
  auto op = cast<top::LeakyReluOp>(l.op);
  Value input = l.floats(0);
  return l.create<tpu::LeakyReluOp>(l.floatResultType(), input, op.getAlpha(),
                                    tpu::RequantAttr());
}

Value tpuc::lowerPReluInt8(LayerLowering &l) {
  auto op = cast<top::PReluOp>(l.op);
  if (!l.isWeight(1))
    return l.fall("its slope is not constant");
  numerics::PReluRequant prelu = numerics::quantizePRelu(
      l.scheme(), l.weightData(1), l.params(op.getInput()), l.resultParams(),
      l.asymmetric());
  if (!prelu.ok)
    return l.fall(prelu.reason);
  llvm::SmallVector<MultiplierShift, 2> entries = {{1, prelu.shift}};
  if (l.isCV18XX())
    entries.insert(entries.begin(), prelu.positive);
  Value input = l.isCV18XX() ? l.integers(0) : l.movedIntegers(0);
  Value slope =
      l.makeIntegers("_slope_i8", prelu.slopes,
                     cast<RankedTensorType>(op.getSlope().getType()).getShape(),
                     l.builder.getI8Type());
  return l.create<tpu::PReluOp>(l.resultType(), input, slope,
                                l.requant(entries));
}

Value tpuc::lowerPReluFloat(LayerLowering &l) {
  Value input = l.floats(0), slope = l.floats(1);
  return l.create<tpu::PReluOp>(l.floatResultType(), input, slope,
                                tpu::RequantAttr());
}
