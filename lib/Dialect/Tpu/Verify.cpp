// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Verify.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tpuc::tpu;

bool tpuc::tpu::isQuantized(Type element) {
  return isa<quant::UniformQuantizedType, quant::UniformQuantizedPerAxisType>(
      element);
}

std::string tpuc::tpu::shapeText(Shape shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(
      llvm::map_range(shape, [](int64_t d) { return std::to_string(d); }), "x");
}

LogicalResult tpuc::tpu::verifyRequant(Operation *op, RequantAttr requant,
                                       RequantRule rule, int64_t count,
                                       bool exact) {
  bool quantized = isQuantized(op->getResult(0));
  if (!requant) {
    if (quantized && rule == RequantRule::Required)
      return op->emitOpError("has a quantized result, which needs requant");
    return success();
  }
  if (!quantized || rule == RequantRule::None)
    return op->emitOpError("has requant with a result of ")
           << elementOf(op->getResult(0)) << ", expected none";
  int64_t found = requant.getMultipliers().size();
  if (found == count || (!exact && found == 1))
    return success();
  auto diag = op->emitOpError("has requant of ")
              << found << " entries, expected ";
  if (!exact && count != 1)
    diag << "1 or ";
  return diag << count;
}

LogicalResult tpuc::tpu::verifySameShape(Operation *op, Value input) {
  Shape in = shapeOf(input), out = shapeOf(op->getResult(0));
  if (in != out)
    return op->emitOpError("has an operand of ")
           << shapeText(in) << " and a result of " << shapeText(out)
           << ", expected the same shape";
  return success();
}

LogicalResult tpuc::tpu::verifyCount(Operation *op, llvm::StringRef attribute,
                                     size_t found, size_t expected) {
  if (found != expected)
    return op->emitOpError("expects ")
           << expected << " values of " << attribute << ", got " << found;
  return success();
}
