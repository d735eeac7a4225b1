// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerLowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Quant/Float16.h"

using namespace mlir;
using namespace tpuc;

llvm::StringRef LayerLowering::name() const { return top::getLayerName(op); }

Location LayerLowering::namedLoc(const llvm::Twine &opName) const {
  return top::layerLoc(builder.getContext(), opName);
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

RankedTensorType LayerLowering::shapedAs(Value like, Type element) {
  return RankedTensorType::get(
      cast<RankedTensorType>(like.getType()).getShape(), element);
}

FloatType LayerLowering::floatElement() const {
  MLIRContext *context = builder.getContext();
  switch (mode) {
  case Mode::F16:
    return Float16Type::get(context);
  case Mode::BF16:
    return BFloat16Type::get(context);
  case Mode::F32:
  case Mode::INT8:
    break;
  }
  return Float32Type::get(context);
}

RankedTensorType LayerLowering::floatResultType() const {
  return shapedAs(result(), floatElement());
}

RankedTensorType LayerLowering::resultType() const {
  if (mode != Mode::INT8)
    return floatResultType();
  return shapedAs(result(),
                  quantizedElement(builder.getContext(), resultParams()));
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

bool LayerLowering::isWeight(unsigned i) const {
  return top::isWeight(topOperand(i));
}

Span<float> LayerLowering::weightData(unsigned i) const {
  llvm::ArrayRef<float> data =
      topOperand(i).getDefiningOp<top::WeightOp>().getElements<float>();
  return {data.data(), data.size()};
}

/// The name of the op that reads the integers of a value first: rescaled copies
/// for a Concat stand right behind the value, before all its other readers.
std::string LayerLowering::firstReader(Value topValue) const {
  Operation *first = nullptr;
  for (Operation *user : topValue.getUsers())
    if (!isCV18XX() && isa<top::ConcatOp>(user) && range(user->getResult(0)) &&
        !(params(user->getResult(0)) == params(topValue)) &&
        (!first || user->isBeforeInBlock(first)))
      first = user;
  if (!first)
    return name().str();
  return (top::getLayerName(topValue) + "_to_" + top::getLayerName(first))
      .str();
}

Value LayerLowering::integers(unsigned i, llvm::StringRef consumer) {
  Value top = topOperand(i), value = lowered(i);
  // A value that is quantized already keeps its own type.
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  if (isa<mlir::quant::UniformQuantizedType>(element))
    return value;
  return values.cast(builder, value,
                     quantizedElement(builder.getContext(), params(top)),
                     consumer.empty() ? firstReader(top) : consumer.str());
}

/// The value whose type an operand has: Reshape and its like keep their own
/// operand's.
static Value typeSource(Value topValue) {
  while (isa_and_nonnull<top::ReshapeOp, top::SqueezeOp, top::UnsqueezeOp>(
      topValue.getDefiningOp()))
    topValue = topValue.getDefiningOp()->getOperand(0);
  return topValue;
}

Value LayerLowering::movedIntegers(unsigned i) {
  Type element = cast<RankedTensorType>(lowered(i).getType()).getElementType();
  bool quantized = isa<mlir::quant::UniformQuantizedType>(element);
  UniformParams from =
      params(quantized ? typeSource(topOperand(i)) : topOperand(i));
  // Concat joins what is stored: the type of Quirk Q1 is another than its own.
  if (quantized && isa<top::ConcatOp>(op))
    from = paramsOf(cast<mlir::quant::UniformQuantizedType>(element));
  UniformParams to = resultParams();
  if (from == to)
    return integers(i);
  std::string rescaledName =
      (top::getLayerName(topOperand(i)) + "_to_" + name()).str();
  return values.rescale(builder, integers(i, rescaledName), from, to,
                        rescaledName);
}

Value LayerLowering::floatsAs(unsigned i, FloatType element,
                              llvm::StringRef consumer) {
  if (isWeight(i))
    return values.roundedWeight(
        builder, topOperand(i).getDefiningOp<top::WeightOp>(), element);
  return values.cast(builder, lowered(i), element,
                     consumer.empty() ? name() : consumer);
}

Value LayerLowering::floats(unsigned i) { return floatsAs(i, floatElement()); }

//===----------------------------------------------------------------------===//
// Making
//===----------------------------------------------------------------------===//

template <typename T>
static Value makeNarrow(OpBuilder &builder, llvm::StringRef name,
                        llvm::ArrayRef<int32_t> integers,
                        RankedTensorType type) {
  std::vector<T> narrow(integers.begin(), integers.end());
  return top::WeightOp::create<T>(builder, name, narrow, type);
}

Value LayerLowering::makeIntegers(llvm::StringRef suffix,
                                  llvm::ArrayRef<int32_t> integers,
                                  llvm::ArrayRef<int64_t> shape, Type element) {
  std::string weightName = (name() + suffix).str();
  auto type = RankedTensorType::get(shape, element);
  unsigned width = 8;
  if (auto integer = dyn_cast<IntegerType>(element))
    width = integer.getWidth();
  if (width == 32)
    return makeNarrow<int32_t>(builder, weightName, integers, type);
  if (width == 16)
    return makeNarrow<int16_t>(builder, weightName, integers, type);
  return makeNarrow<int8_t>(builder, weightName, integers, type);
}

Value LayerLowering::makeFloats(llvm::StringRef suffix,
                                llvm::ArrayRef<float> floats,
                                llvm::ArrayRef<int64_t> shape,
                                FloatType element) {
  std::string weightName = (name() + suffix).str();
  auto type = RankedTensorType::get(shape, element);
  if (element.isF32())
    return top::WeightOp::create<float>(builder, weightName, floats, type);
  std::vector<uint16_t> bits(floats.size());
  if (element.isF16())
    numerics::floatsToHalfBits(floats.data(), bits.data(), floats.size());
  else
    numerics::floatsToBFloat16Bits(floats.data(), bits.data(), floats.size());
  return top::WeightOp::create<uint16_t>(builder, weightName, bits, type);
}

tpu::RequantAttr LayerLowering::requant(tpu::RequantMode requantMode,
                                        llvm::ArrayRef<MultiplierShift> entries,
                                        tpu::RoundMode round) const {
  llvm::SmallVector<int64_t> multipliers, shifts;
  for (const MultiplierShift &entry : entries) {
    multipliers.push_back(entry.multiplier);
    shifts.push_back(entry.shift);
  }
  return tpu::RequantAttr::get(builder.getContext(), requantMode, multipliers,
                               shifts, round);
}

tpu::RequantAttr
LayerLowering::requant(llvm::ArrayRef<MultiplierShift> entries) const {
  return requant(isCV18XX() ? tpu::RequantMode::MultiplierShiftFloat
                            : tpu::RequantMode::MultiplierShift,
                 entries, tpu::RoundMode::HalfUp);
}

Value LayerLowering::fallTo(Mode floatMode, const llvm::Twine &why,
                            FallKind kind) {
  mode = chip().supports(floatMode) ? floatMode : chip().defaultFloat();
  fallReason = why.str();
  kindOfFall = kind;
  return {};
}
