// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// BatchNorm, Scale and LayerNorm.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

/// Checks that each of `operands` has one element per channel of axis 1.
template <typename OpTy>
static LogicalResult checkPerChannel(
    OptionalLoc loc, Shape input,
    std::initializer_list<std::pair<const char *, Value>> operands) {
  if (input.size() < 2)
    return inferError<OpTy>(loc, "expects an input of rank 2 or more, got ",
                            shapeText(input));
  for (auto [name, value] : operands)
    if (shapeOf(value) != Shape(input[1]))
      return inferError<OpTy>(loc, "expects ", name, " of ", input[1],
                              " elements, one per channel, got ",
                              shapeText(shapeOf(value)));
  return success();
}

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  if (failed(checkPerChannel<BatchNormOp>(loc, shape,
                                          {{"mean", adaptor.getMean()},
                                           {"variance", adaptor.getVariance()},
                                           {"gamma", adaptor.getGamma()},
                                           {"beta", adaptor.getBeta()}})))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult BatchNormOp::verify() {
  if (getEpsilon().isNegative())
    return emitOpError("expects epsilon >= 0, got ")
           << getEpsilon().convertToDouble();
  return success();
}

LogicalResult ScaleOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                        Adaptor adaptor, ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  if (failed(checkPerChannel<ScaleOp>(
          loc, shape,
          {{"scale", adaptor.getScale()}, {"bias", adaptor.getBias()}})))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult LayerNormOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  if (failed(checkAxis<LayerNormOp>(loc, adaptor.getAxis(), shape.size())))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult LayerNormOp::verify() {
  Shape normalized = shapeOf(getInput()).drop_front(getAxis());
  for (auto [name, value] :
       {std::pair("weight", getWeight()), std::pair("bias", getBias())})
    if (value && shapeOf(value) != normalized)
      return emitOpError("expects ")
             << name << " of shape " << shapeText(normalized)
             << ", the input's from axis " << getAxis() << " on, got "
             << shapeText(shapeOf(value));
  return success();
}
