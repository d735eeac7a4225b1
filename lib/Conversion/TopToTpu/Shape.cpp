// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that move values, in the type of the layer's mode.
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"

using namespace mlir;
using namespace tpuc;

/// The operand in the layer's type: integers of the result's type, or floats.
static Value moved(LayerLowering &l) {
  return l.getMode() == Mode::INT8 ? l.movedIntegers(0) : l.floats(0);
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

static Value createConcat(LayerLowering &l, ValueRange operands,
                          llvm::APFloat reluLimit, tpu::RequantAttr requant) {
  auto op = cast<top::ConcatOp>(l.op);
  return l.create<tpu::ConcatOp>(l.resultType(), operands, op.getAxis(),
                                 op.getDoRelu(), reluLimit, requant);
}

Value tpuc::lowerConcatInt8(LayerLowering &l) {
  unsigned count = l.op->getNumOperands();
  for (unsigned i = 0; i < count; ++i)
    if (l.isWeight(i))
      return l.fall("a constant operand");
  llvm::SmallVector<Value> operands;
  llvm::APFloat noLimit(-1.0);
  if (!l.isCV18XX()) {
    for (unsigned i = 0; i < count; ++i)
      operands.push_back(l.movedIntegers(i));
    return createConcat(l, operands, noLimit, /*requant=*/nullptr);
  }
  // cv18xx rescales its operands while it joins them.
  llvm::SmallVector<MultiplierShift> entries;
  bool sameTypes = true;
  for (unsigned i = 0; i < count; ++i) {
    entries.push_back(numerics::quantizeTransfer(l.scheme(),
                                                 l.params(l.topOperand(i)),
                                                 l.resultParams())
                          .requant);
    operands.push_back(l.integers(i));
    sameTypes &=
        cast<RankedTensorType>(operands.back().getType()).getElementType() ==
        l.resultType().getElementType();
  }
  return createConcat(l, operands, noLimit,
                      sameTypes ? tpu::RequantAttr() : l.requant(entries));
}

Value tpuc::lowerConcatFloat(LayerLowering &l) {
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < l.op->getNumOperands(); ++i)
    operands.push_back(l.floats(i));
  return createConcat(l, operands, cast<top::ConcatOp>(l.op).getReluLimit(),
                      /*requant=*/nullptr);
}

//===----------------------------------------------------------------------===//
// Reshape, Squeeze, Unsqueeze
//===----------------------------------------------------------------------===//

/// These follow the type of their operand, whatever the mode: no cast is made
/// around them (section 9). On cv18xx an input of the network is quantized
/// before it is reshaped.
Value tpuc::lowerReshape(LayerLowering &l) {
  bool isInput = l.topOperand(0).getDefiningOp<top::InputOp>() != nullptr;
  if (l.isCV18XX() && isInput) {
    Value input = moved(l);
    return l.create<tpu::ReshapeOp>(l.resultType(), input);
  }
  Value input = l.isWeight(0) ? l.floats(0) : l.lowered(0);
  Type element = cast<RankedTensorType>(input.getType()).getElementType();
  if (isa<mlir::quant::UniformQuantizedType>(element))
    l.setMode(Mode::INT8);
  else
    l.setMode(element.isF16()    ? Mode::F16
              : element.isBF16() ? Mode::BF16
                                 : Mode::F32);
  return l.create<tpu::ReshapeOp>(l.shapedAs(l.result(), element), input);
}

//===----------------------------------------------------------------------===//
// The others
//===----------------------------------------------------------------------===//

Value tpuc::lowerPermute(LayerLowering &l) {
  auto op = cast<top::PermuteOp>(l.op);
  Value input = moved(l);
  return l.create<tpu::PermuteOp>(l.resultType(), input, op.getOrder());
}

Value tpuc::lowerSlice(LayerLowering &l) {
  auto op = cast<top::SliceOp>(l.op);
  Value input = moved(l);
  return l.create<tpu::SliceOp>(l.resultType(), input, op.getOffset(),
                                op.getEnds(), op.getSteps());
}

Value tpuc::lowerPad(LayerLowering &l) {
  auto op = cast<top::PadOp>(l.op);
  llvm::APFloat value = op.getVal();
  if (l.getMode() == Mode::INT8) {
    UniformParams params = l.resultParams();
    value = llvm::APFloat(static_cast<double>(params.range().clamp(
        numerics::quantizeValue(op.getVal().convertToDouble(), params))));
  }
  Value input = moved(l);
  return l.create<tpu::PadOp>(l.resultType(), input, op.getPaddings(),
                              op.getMode(), value);
}

Value tpuc::lowerDepthToSpace(LayerLowering &l) {
  auto op = cast<top::DepthToSpaceOp>(l.op);
  // Quirk Q20: sharing does not reach it where others read its operand.
  Value input = l.getMode() == Mode::INT8 ? l.integers(0) : l.floats(0);
  return l.create<tpu::DepthToSpaceOp>(l.resultType(), input, op.getBlockH(),
                                       op.getBlockW(), op.getIsCrd(),
                                       op.getIsInversed());
}

Value tpuc::lowerTile(LayerLowering &l) {
  auto op = cast<top::TileOp>(l.op);
  Value input = moved(l);
  return l.create<tpu::TileOp>(l.resultType(), input, op.getRepeats());
}

Value tpuc::lowerUpsample(LayerLowering &l) {
  auto op = cast<top::UpsampleOp>(l.op);
  Value input = moved(l);
  return l.create<tpu::UpsampleOp>(l.resultType(), input, op.getScaleH(),
                                   op.getScaleW());
}
