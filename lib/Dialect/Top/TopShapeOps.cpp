// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that give the same elements another shape or order.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult ReshapeOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  ShapeStorage shape(adaptor.getShape());
  int64_t rest = -1, known = 1;
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (dim == -1) {
      if (rest >= 0)
        return inferError<ReshapeOp>(loc, "has more than one -1 in shape");
      rest = i;
      continue;
    }
    if (dim == 0 && i < input.size())
      dim = input[i];
    else if (dim < 1)
      return inferError<ReshapeOp>(loc, "has ", dim, " in shape at place ", i,
                                   " for an input of ", shapeText(input));
    known *= dim;
  }
  int64_t elements = ShapedType::getNumElements(input);
  if (rest >= 0 && elements % known == 0)
    known *= shape[rest] = elements / known;
  if (known != elements)
    return inferError<ReshapeOp>(loc, "cannot give the ", elements,
                                 " elements of ", shapeText(input),
                                 " the shape ", shapeText(adaptor.getShape()));
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult SqueezeOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), axes = adaptor.getAxes();
  if (failed(checkAxes<SqueezeOp>(loc, axes, input.size())))
    return failure();
  for (int64_t axis : axes)
    if (input[axis] != 1)
      return inferError<SqueezeOp>(loc, "drops axis ", axis, " of ",
                                   shapeText(input),
                                   "; only size 1 can be dropped");
  ShapeStorage shape;
  for (auto [i, dim] : llvm::enumerate(input)) {
    bool dropped = axes.empty()
                       ? dim == 1
                       : llvm::is_contained(axes, static_cast<int64_t>(i));
    if (!dropped)
      shape.push_back(dim);
  }
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult UnsqueezeOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), axes = adaptor.getAxes();
  size_t rank = input.size() + axes.size();
  if (failed(checkAxes<UnsqueezeOp>(loc, axes, rank)))
    return failure();
  ShapeStorage shape;
  for (size_t i = 0; i < rank; ++i) {
    if (llvm::is_contained(axes, static_cast<int64_t>(i))) {
      shape.push_back(1);
    } else {
      shape.push_back(input.front());
      input = input.drop_front();
    }
  }
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult PermuteOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), order = adaptor.getOrder();
  if (order.size() != input.size())
    return inferError<PermuteOp>(loc, "expects order of ", input.size(),
                                 " axes, got ", order.size());
  if (failed(checkAxes<PermuteOp>(loc, order, input.size())))
    return failure();
  ShapeStorage shape;
  for (int64_t axis : order)
    shape.push_back(input[axis]);
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult DepthToSpaceOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                               Adaptor adaptor,
                                               ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  if (input.size() != 4)
    return inferError<DepthToSpaceOp>(loc, "expects an input of rank 4, got ",
                                      shapeText(input));
  int64_t h = adaptor.getBlockH(), w = adaptor.getBlockW();
  if (h < 1 || w < 1)
    return inferError<DepthToSpaceOp>(loc, "expects blocks of at least 1, got ",
                                      h, "x", w);
  if (adaptor.getIsInversed()) {
    if (input[2] % h != 0 || input[3] % w != 0)
      return inferError<DepthToSpaceOp>(loc, "moves blocks of ", h, "x", w,
                                        ", which do not divide ", input[2], "x",
                                        input[3]);
    return inferShape(adaptor.getInput(),
                      {input[0], input[1] * h * w, input[2] / h, input[3] / w},
                      results);
  }
  if (input[1] % (h * w) != 0)
    return inferError<DepthToSpaceOp>(loc, "moves blocks of ", h, "x", w,
                                      ", which do not divide ", input[1],
                                      " channels");
  return inferShape(adaptor.getInput(),
                    {input[0], input[1] / (h * w), input[2] * h, input[3] * w},
                    results);
}
