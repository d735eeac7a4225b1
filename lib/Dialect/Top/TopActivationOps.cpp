// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Activations and other element-wise functions of one tensor.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult PReluOp::inferReturnTypes(MLIRContext *, OptionalLoc,
                                        Adaptor adaptor, ResultTypes &results) {
  return inferSameShape(adaptor.getInput(), results);
}

LogicalResult ShrinkOp::verify() {
  if (getLambd().isNegative())
    return emitOpError("expects lambd >= 0, got ")
           << getLambd().convertToDouble();
  return success();
}

LogicalResult ClipOp::verify() {
  if (getMin() > getMax())
    return emitOpError("expects min <= max, got ")
           << getMin().convertToDouble() << " and "
           << getMax().convertToDouble();
  return success();
}

LogicalResult PReluOp::verify() {
  Shape input = shapeOf(getInput()), slope = shapeOf(getSlope());
  // One element, or the channels of axis 1 alone, aligned from the right.
  bool legal = slope.size() <= input.size();
  size_t offset = input.size() - slope.size();
  for (size_t i = 0; legal && i < slope.size(); ++i)
    legal = slope[i] == 1 || (offset + i == 1 && slope[i] == input[1]);
  if (legal)
    return success();
  auto diag = emitOpError("expects a slope of one element");
  if (input.size() > 1) {
    ShapeStorage channels(input.size(), 1);
    channels[1] = input[1];
    diag << " or of " << shapeText(channels);
  }
  return diag << ", got " << shapeText(slope);
}

LogicalResult SoftmaxOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  if (failed(checkAxis<SoftmaxOp>(loc, adaptor.getAxis(), shape.size())))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}
