// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Element-wise ops and tables.
#include "Verify.h"

using namespace mlir;
using namespace tpuc::tpu;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Whether `in` broadcasts (numpy) to `out`.
static bool broadcastsTo(Shape in, Shape out) {
  if (in.size() > out.size())
    return false;
  out = out.take_back(in.size());
  return llvm::all_of(llvm::zip(in, out), [](auto dims) {
    auto [i, o] = dims;
    return i == o || i == 1;
  });
}

template <typename Op>
static LogicalResult verifyBinary(Op op, RequantRule rule, int64_t entries) {
  Shape out = shapeOf(op.getOutput());
  for (Value operand : {op.getLhs(), op.getRhs()})
    if (!broadcastsTo(shapeOf(operand), out))
      return op.emitOpError("has an operand of ")
             << shapeText(shapeOf(operand))
             << ", which does not broadcast to its result of "
             << shapeText(out);
  bool quantized = isQuantized(op.getOutput());
  for (Value operand : {op.getLhs(), op.getRhs()})
    if (isQuantized(operand) != quantized)
      return op.emitOpError("has an operand of ")
             << elementOf(operand) << " and a result of "
             << elementOf(op.getOutput())
             << ", expected both quantized or both floats";
  return verifyRequant(op, op.getRequantAttr(), rule, entries, /*exact=*/true);
}

LogicalResult AddOp::verify() {
  return verifyBinary(*this, RequantRule::Required, 2);
}
LogicalResult SubOp::verify() {
  return verifyBinary(*this, RequantRule::Required, 2);
}
LogicalResult MulOp::verify() {
  return verifyBinary(*this, RequantRule::Required, 1);
}
LogicalResult MaxOp::verify() {
  return verifyBinary(*this, RequantRule::None, 0);
}
LogicalResult MinOp::verify() {
  return verifyBinary(*this, RequantRule::None, 0);
}
LogicalResult DivOp::verify() {
  if (isQuantized(getOutput()))
    return emitOpError("has a quantized result; no chip divides integers");
  return verifyBinary(*this, RequantRule::None, 0);
}
LogicalResult PowTensorOp::verify() {
  if (isQuantized(getOutput()))
    return emitOpError("has a quantized result; no chip raises integers");
  return verifyBinary(*this, RequantRule::None, 0);
}

//===----------------------------------------------------------------------===//
// A scalar constant
//===----------------------------------------------------------------------===//

template <typename Op>
static LogicalResult verifyConst(Op op, RequantRule rule) {
  if (failed(verifySameShape(op, op.getInput())))
    return failure();
  if (isQuantized(op.getInput()) != isQuantized(op.getOutput()))
    return op.emitOpError("has an operand of ")
           << elementOf(op.getInput()) << " and a result of "
           << elementOf(op.getOutput())
           << ", expected both quantized or both floats";
  double c = op.getConstVal().convertToDouble();
  if (isQuantized(op.getOutput()) && c != static_cast<int64_t>(c))
    return op.emitOpError("has const_val ")
           << c << " with a quantized result, expected an integer";
  return verifyRequant(op, op.getRequantAttr(), rule, 1);
}

LogicalResult AddConstOp::verify() {
  return verifyConst(*this, RequantRule::Required);
}
LogicalResult MulConstOp::verify() {
  return verifyConst(*this, RequantRule::Required);
}
LogicalResult MaxConstOp::verify() {
  return verifyConst(*this, RequantRule::Required);
}
LogicalResult MinConstOp::verify() {
  return verifyConst(*this, RequantRule::Required);
}
LogicalResult SubConstOp::verify() {
  if (isQuantized(getOutput()))
    return emitOpError(
        "has a quantized result; no chip subtracts a constant from integers");
  return verifyConst(*this, RequantRule::None);
}

//===----------------------------------------------------------------------===//
// Rectifiers, Scale, tables
//===----------------------------------------------------------------------===//

LogicalResult LeakyReluOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  return verifyRequant(*this, getRequantAttr(), RequantRule::Required, 2);
}

LogicalResult PReluOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  if (!broadcastsTo(shapeOf(getSlope()), shapeOf(getOutput())))
    return emitOpError("has a slope of ")
           << shapeText(shapeOf(getSlope()))
           << ", which does not broadcast to its result of "
           << shapeText(shapeOf(getOutput()));
  return verifyRequant(*this, getRequantAttr(), RequantRule::Required, 2);
}

LogicalResult ScaleOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  Shape shape = shapeOf(getInput());
  if (shape.size() < 2)
    return emitOpError("has an input of rank ")
           << shape.size() << ", expected 2 or more";
  for (Value operand : {getScale(), getBias()})
    if (tensorOf(operand).getNumElements() != shape[1])
      return emitOpError("has an operand of ")
             << shapeText(shapeOf(operand)) << ", expected " << shape[1]
             << " elements, one per channel";
  return verifyRequant(*this, getRequantAttr(), RequantRule::Required,
                       shape[1]);
}

LogicalResult LutOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  if (!isQuantized(getInput()))
    return emitOpError("has an input of ")
           << elementOf(getInput()) << ", expected a quantized type";
  int64_t entries = tensorOf(getTable()).getNumElements();
  if (entries != 256)
    return emitOpError("has a table of ")
           << entries << " entries, expected 256";
  return success();
}
