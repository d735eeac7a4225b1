// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops about places and truth. Values are in the float type of the layer;
// places are f32, as neither f16 nor bf16 holds the whole numbers of a long
// axis. The ops and their attributes are those of the Top dialect.
#include "Alike.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

/// Operand 1 holds places, the others values.
template <typename TpuOp>
static Value lowerAtPlaces(LayerLowering &l, Value input) {
  llvm::SmallVector<Value> operands{
      input, l.floatsAs(1, Float32Type::get(l.builder.getContext()))};
  for (unsigned i = 2; i < l.op->getNumOperands(); ++i)
    operands.push_back(l.floats(i));
  return createAlike<TpuOp>(l, l.resultType(), operands);
}
template <typename TpuOp> static Value lowerAtPlaces(LayerLowering &l) {
  return lowerAtPlaces<TpuOp>(l, l.floats(0));
}

/// Operands and result in f32, whatever the mode.
template <typename TpuOp> static Value lowerAllF32(LayerLowering &l) {
  if (l.getMode() != Mode::F32)
    l.fallTo(Mode::F32, "whole numbers need F32");
  l.setMode(Mode::F32); // also where the chip has no f32: the host computes
  return lowerAlike<TpuOp>(l);
}

Value tpuc::lowerCompareFloat(LayerLowering &l) {
  return lowerAlike<tpu::CompareOp>(l);
}

Value tpuc::lowerWhereFloat(LayerLowering &l) {
  return lowerAlike<tpu::WhereOp>(l);
}

Value tpuc::lowerModFloat(LayerLowering &l) {
  return lowerAlike<tpu::ModOp>(l);
}

Value tpuc::lowerCumSumFloat(LayerLowering &l) {
  return lowerAlike<tpu::CumSumOp>(l);
}

Value tpuc::lowerNonMaxSuppressionFloat(LayerLowering &l) {
  return lowerAllF32<tpu::NonMaxSuppressionOp>(l);
}

Value tpuc::lowerNonZeroFloat(LayerLowering &l) {
  return lowerAllF32<tpu::NonZeroOp>(l);
}

Value tpuc::lowerMaxPoolIndicesFloat(LayerLowering &l) {
  return lowerAllF32<tpu::MaxPoolIndicesOp>(l);
}

Value tpuc::lowerMaxUnpoolFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::MaxUnpoolOp>(l);
}

Value tpuc::lowerBitwiseFloat(LayerLowering &l) {
  return lowerAllF32<tpu::BitwiseOp>(l);
}

Value tpuc::lowerArgFloat(LayerLowering &l) {
  return lowerAllF32<tpu::ArgOp>(l);
}

Value tpuc::lowerTopKFloat(LayerLowering &l) {
  bool places = cast<top::TopKOp>(l.op).getWhat() == top::TopKOutput::indices;
  return places ? lowerAllF32<tpu::TopKOp>(l) : lowerAlike<tpu::TopKOp>(l);
}

Value tpuc::lowerGatherInt8(LayerLowering &l) {
  if (!l.isWeight(1))
    return l.fall("places computed at run time");
  return lowerAtPlaces<tpu::GatherOp>(l, l.movedIntegers(0));
}

Value tpuc::lowerGatherFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::GatherOp>(l);
}

Value tpuc::lowerGatherElementsFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::GatherElementsOp>(l);
}

Value tpuc::lowerGatherNDFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::GatherNDOp>(l);
}

Value tpuc::lowerScatterElementsFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::ScatterElementsOp>(l);
}

Value tpuc::lowerScatterNDFloat(LayerLowering &l) {
  return lowerAtPlaces<tpu::ScatterNDOp>(l);
}
