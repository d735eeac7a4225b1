// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Infer.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tpuc::top;

std::string tpuc::top::shapeText(Shape shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(
      llvm::map_range(shape, [](int64_t d) { return std::to_string(d); }), "x");
}

Type tpuc::top::expressedType(Type elementType) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(elementType))
    return quantized.getExpressedType();
  return elementType;
}

LogicalResult tpuc::top::inferShape(Value like, Shape shape,
                                    ResultTypes &results) {
  Type element = cast<RankedTensorType>(like.getType()).getElementType();
  results.push_back(RankedTensorType::get(shape, expressedType(element)));
  return success();
}

LogicalResult tpuc::top::inferSameShape(Value input, ResultTypes &results) {
  return inferShape(input, shapeOf(input), results);
}

std::optional<ShapeStorage> tpuc::top::broadcast(Shape lhs, Shape rhs) {
  if (lhs.size() < rhs.size())
    std::swap(lhs, rhs);
  ShapeStorage result(lhs);
  size_t offset = lhs.size() - rhs.size();
  for (auto [i, dim] : llvm::enumerate(rhs)) {
    int64_t &out = result[offset + i];
    if (out == 1)
      out = dim;
    else if (dim != 1 && dim != out)
      return std::nullopt;
  }
  return result;
}

int64_t Window::outputSize(size_t i, int64_t size) const {
  int64_t room = padded(i, size) - extent(i);
  if (!ceilMode)
    return room / strides[i] + 1;
  int64_t count = (room + strides[i] - 1) / strides[i] + 1;
  if ((count - 1) * strides[i] >= size + pads[i])
    --count;
  return count;
}

bool tpuc::top::areCompatibleTypes(TypeRange lhs, TypeRange rhs) {
  if (lhs.size() != rhs.size())
    return false;
  return llvm::all_of(llvm::zip(lhs, rhs), [](auto pair) {
    auto a = dyn_cast<RankedTensorType>(std::get<0>(pair));
    auto b = dyn_cast<RankedTensorType>(std::get<1>(pair));
    return a && b && a.getShape() == b.getShape() &&
           expressedType(a.getElementType()) ==
               expressedType(b.getElementType());
  });
}

LogicalResult tpuc::top::verifyFusedRelu(FusedReluOpInterface op) {
  if (!op.getReluLimit().isNegative() && !op.getDoRelu())
    return op.emitOpError("has relu_limit ")
           << op.getReluLimit().convertToDouble()
           << " without do_relu = true; without a fused Relu it must be "
              "negative";
  return success();
}
