// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Ranges.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"

using namespace mlir;
using namespace tpuc;

static RankedTensorType tensorOf(Value value) {
  return dyn_cast<RankedTensorType>(value.getType());
}

Type tpuc::expressedElement(Value value) {
  Type element = tensorOf(value).getElementType();
  if (auto quantized = dyn_cast<mlir::quant::QuantizedType>(element))
    return quantized.getExpressedType();
  return element;
}

bool tpuc::isFloatValue(Value value) {
  return tensorOf(value) && isa<FloatType>(expressedElement(value));
}

std::optional<Range> tpuc::rangeOf(Value value) {
  RankedTensorType type = tensorOf(value);
  if (!type)
    return std::nullopt;
  auto calibrated =
      dyn_cast<mlir::quant::CalibratedQuantizedType>(type.getElementType());
  if (!calibrated)
    return std::nullopt;
  return Range{calibrated.getMin(), calibrated.getMax()};
}

void tpuc::setRange(Value value, Range range) {
  Type element = expressedElement(value);
  // The type needs min < max; what never leaves zero stays a plain float.
  if (range.min < range.max)
    element = mlir::quant::CalibratedQuantizedType::get(element, range.min,
                                                        range.max);
  value.setType(RankedTensorType::get(tensorOf(value).getShape(), element));
}

void tpuc::updateFunctionType(func::FuncOp func) {
  Block &entry = func.front();
  func.setFunctionType(
      FunctionType::get(func.getContext(), entry.getArgumentTypes(),
                        entry.getTerminator()->getOperandTypes()));
}
