// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Normalizations, and Scale.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

/// Checks that each of `operands` has one element per channel of axis 1.
template <typename OpTy>
static LogicalResult
checkPerChannel(OptionalLoc loc, Shape input,
                llvm::ArrayRef<std::pair<const char *, Value>> operands) {
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

/// Checks that an operand is absent or has the shape of the normalized axes.
template <typename OpTy>
static LogicalResult checkNormalized(OpTy op, const char *name, Value value) {
  Shape normalized = shapeOf(op.getInput());
  if (op.getAxis() > normalized.size())
    return success(); // inference, checked after this, names the axis
  normalized = normalized.drop_front(op.getAxis());
  if (value && shapeOf(value) != normalized)
    return op.emitOpError("expects ")
           << name << " of shape " << shapeText(normalized)
           << ", the input's from axis " << op.getAxis() << " on, got "
           << shapeText(shapeOf(value));
  return success();
}

LogicalResult LayerNormOp::verify() {
  if (failed(checkNormalized(*this, "weight", getWeight())))
    return failure();
  return checkNormalized(*this, "bias", getBias());
}

LogicalResult RMSNormOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  if (failed(checkAxis<RMSNormOp>(loc, adaptor.getAxis(), shape.size())))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult RMSNormOp::verify() {
  return checkNormalized(*this, "weight", getWeight());
}

LogicalResult GroupNormOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape shape = shapeOf(adaptor.getInput());
  llvm::SmallVector<std::pair<const char *, Value>, 2> affine;
  if (Value weight = adaptor.getWeight())
    affine.emplace_back("weight", weight);
  if (Value bias = adaptor.getBias())
    affine.emplace_back("bias", bias);
  if (failed(checkPerChannel<GroupNormOp>(loc, shape, affine)))
    return failure();
  int64_t groups = adaptor.getNumGroups();
  if (groups < 1 || shape[1] % groups)
    return inferError<GroupNormOp>(loc, "has num_groups ", groups,
                                   ", which must divide ", shape[1],
                                   " channels");
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult GroupNormOp::verify() {
  if (getEps().isNegative())
    return emitOpError("expects eps >= 0, got ") << getEps().convertToDouble();
  return success();
}

LogicalResult LRNOp::verify() {
  if (shapeOf(getInput()).size() < 2)
    return emitOpError("expects an input of rank 2 or more, got ")
           << shapeText(shapeOf(getInput()));
  if (static_cast<int64_t>(getSize()) < 1)
    return emitOpError("expects size of at least 1, got ")
           << static_cast<int64_t>(getSize());
  return success();
}
