// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ValueMap.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Quant/EltwiseQuant.h"
#include "tpuc/Quant/Float16.h"

using namespace mlir;
using namespace tpuc;

mlir::quant::UniformQuantizedType
tpuc::quantizedElement(MLIRContext *context, const UniformParams &params) {
  unsigned flags = params.isSigned ? mlir::quant::QuantizationFlags::Signed : 0;
  numerics::IntRange range = params.range();
  return mlir::quant::UniformQuantizedType::get(
      flags, IntegerType::get(context, 8), Float32Type::get(context),
      params.scale, params.zeroPoint, range.lo, range.hi);
}

UniformParams tpuc::paramsOf(mlir::quant::UniformQuantizedType type) {
  return {type.getScale(), static_cast<int32_t>(type.getZeroPoint()),
          type.isSigned()};
}

ValueMap::ValueMap(func::FuncOp func, const Chip &chip, bool asymmetric)
    : chip(chip), asymmetric(asymmetric) {
  for (Operation &op : func.front())
    for (Value result : op.getResults())
      if (std::optional<Range> range = rangeOf(result))
        ranges[result] = *range;
}

std::optional<Range> ValueMap::range(Value topValue) const {
  auto it = ranges.find(topValue);
  if (it == ranges.end())
    return std::nullopt;
  return it->second;
}

UniformParams ValueMap::params(Value topValue) const {
  Range range = ranges.lookup(topValue);
  if (!chip.unsignedInt8)
    return numerics::symmetricParams(-range.max, range.max);
  return numerics::uniformParams(range.min, range.max, asymmetric);
}

UniformParams ValueMap::storedParams(Value topValue) const {
  // Quirk Q1: on bm1684, Max and Min have the asymmetric type of their range.
  // Readers compute as if it were symmetric.
  bool isMaxMin =
      isa_and_nonnull<top::MaxOp, top::MinOp>(topValue.getDefiningOp());
  if (chip.family != ChipFamily::BM1684 || !isMaxMin)
    return params(topValue);
  Range range = ranges.lookup(topValue);
  return numerics::asymmetricParams(range.min, range.max);
}

/// How a cast's name spells its type: si8, ui8, f16, bf16, f32.
static std::string typeText(Type element) {
  if (auto quantized = dyn_cast<mlir::quant::UniformQuantizedType>(element))
    return quantized.isSigned() ? "si8" : "ui8";
  std::string text;
  llvm::raw_string_ostream(text) << element;
  return text;
}

static RankedTensorType withElement(Value value, Type element) {
  return RankedTensorType::get(
      mlir::cast<RankedTensorType>(value.getType()).getShape(), element);
}

Value ValueMap::cast(OpBuilder &builder, Value value, Type element,
                     llvm::StringRef consumer) {
  if (mlir::cast<RankedTensorType>(value.getType()).getElementType() == element)
    return value;
  Value &made = casts[{value, element}];
  if (!made) {
    std::string name =
        (top::getLayerName(value) + consumer + "_" + typeText(element)).str();
    made =
        tpu::CastOp::create(builder, top::layerLoc(builder.getContext(), name),
                            withElement(value, element), value);
    ++castCount;
  }
  return made;
}

Value ValueMap::rescale(OpBuilder &builder, Value value,
                        const UniformParams &from, const UniformParams &to,
                        llvm::StringRef name) {
  Type element = quantizedElement(builder.getContext(), to);
  Value &made = casts[{value, element}];
  if (made)
    return made;
  numerics::TransferRequant transfer =
      numerics::quantizeTransfer(chip.scheme, from, to);
  bool isCV18XX = chip.family == ChipFamily::CV18XX;
  auto requant = tpu::RequantAttr::get(
      builder.getContext(),
      isCV18XX ? tpu::RequantMode::MultiplierShiftFloat
               : tpu::RequantMode::MultiplierShift,
      {transfer.requant.multiplier}, {transfer.requant.shift},
      transfer.hasZeroPoints ? tpu::RoundMode::HalfAwayFromZero
                             : tpu::RoundMode::HalfUp);
  made =
      tpu::RequantOp::create(builder, top::layerLoc(builder.getContext(), name),
                             withElement(value, element), value, requant);
  return made;
}

Value ValueMap::roundedWeight(OpBuilder &builder, top::WeightOp weight,
                              FloatType element) {
  if (element.isF32())
    return weight;
  Value &made = casts[{weight.getOutput(), element}];
  if (!made) {
    llvm::ArrayRef<float> floats = weight.getElements<float>();
    std::vector<uint16_t> bits(floats.size());
    if (element.isF16())
      numerics::floatsToHalfBits(floats.data(), bits.data(), floats.size());
    else
      numerics::floatsToBFloat16Bits(floats.data(), bits.data(), floats.size());
    std::string name = (weight.getWeightName() + "_" + typeText(element)).str();
    made = top::WeightOp::create<uint16_t>(
        builder, name, bits, withElement(weight.getOutput(), element));
  }
  return made;
}
