// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Casts and requantization: where types meet.
#include "Verify.h"

using namespace mlir;
using namespace tpuc::tpu;

//===----------------------------------------------------------------------===//
// Cast
//===----------------------------------------------------------------------===//

LogicalResult CastOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  Type from = elementOf(getInput()), to = elementOf(getOutput());
  if (isa<quant::CalibratedQuantizedType>(to))
    return emitOpError("has a calibrated result, expected a type of storage");
  if (isQuantized(from) && isQuantized(to) && from != to)
    return emitOpError("goes from ")
           << from << " to " << to << "; integers are rescaled by tpu.Requant";
  return success();
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  return {};
}

//===----------------------------------------------------------------------===//
// Requant
//===----------------------------------------------------------------------===//

LogicalResult RequantOp::verify() {
  if (failed(verifySameShape(*this, getInput())))
    return failure();
  Type from = elementOf(getInput());
  if (!isQuantized(from) && !from.isSignlessInteger(32))
    return emitOpError("has an operand of ")
           << from << ", expected a quantized type or i32";
  if (!isQuantized(getOutput()))
    return emitOpError("has a result of ")
           << elementOf(getOutput()) << ", expected a quantized type";
  Shape shape = shapeOf(getInput());
  bool perChannel = from.isSignlessInteger(32) && shape.size() > 1;
  return verifyRequant(*this, getRequant(), RequantRule::Required,
                       perChannel ? shape[1] : 1);
}
