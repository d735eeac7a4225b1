// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that change how many elements there are by a rule: Upsample, Reduce.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

/// `input` with its last two dimensions replaced.
static ShapeStorage withPlane(Shape input, int64_t h, int64_t w) {
  ShapeStorage shape(input.drop_back(2));
  shape.append({h, w});
  return shape;
}

template <typename OpTy>
static LogicalResult checkHasPlane(OptionalLoc loc, Shape input) {
  if (input.size() >= 2)
    return success();
  return inferError<OpTy>(loc, "expects an input of rank 2 or more, got ",
                          shapeText(input));
}

LogicalResult UpsampleOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                           Adaptor adaptor,
                                           ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  int64_t h = adaptor.getScaleH(), w = adaptor.getScaleW();
  if (failed(checkHasPlane<UpsampleOp>(loc, input)))
    return failure();
  if (h < 1 || w < 1)
    return inferError<UpsampleOp>(loc, "expects scales of at least 1, got ", h,
                                  "x", w);
  ShapeStorage shape =
      withPlane(input, input[input.size() - 2] * h, input.back() * w);
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), axes = adaptor.getAxes();
  if (axes.empty())
    return inferError<ReduceOp>(loc, "expects at least one axis");
  if (failed(checkAxes<ReduceOp>(loc, axes, input.size())))
    return failure();
  ShapeStorage shape;
  for (auto [i, dim] : llvm::enumerate(input)) {
    if (!llvm::is_contained(axes, static_cast<int64_t>(i)))
      shape.push_back(dim);
    else if (adaptor.getKeepdims())
      shape.push_back(1);
  }
  return inferShape(adaptor.getInput(), shape, results);
}
