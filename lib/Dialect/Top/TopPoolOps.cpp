// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// MaxPool and AvgPool.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

template <typename OpTy>
static LogicalResult inferPool(OptionalLoc loc, Value input,
                               const Window &window, ResultTypes &results) {
  Shape shape = shapeOf(input);
  if (failed(checkWindow<OpTy>(loc, window, shape, 3, 5)))
    return failure();
  ShapeStorage result = {shape[0], shape[1]};
  if (failed(appendWindowed<OpTy>(loc, window, shape, result)))
    return failure();
  return inferShape(input, result, results);
}

/// A window that lies in the padding alone has no maximum and no mean.
template <typename OpTy>
static LogicalResult verifyPads(OpTy op, const Window &window) {
  size_t spatial = window.kernel.size();
  for (size_t i = 0; i < 2 * spatial; ++i)
    if (window.pads[i] >= window.extent(i % spatial))
      return op.emitOpError("expects pads smaller than the window (")
             << window.extent(i % spatial) << "), got " << window.pads[i];
  return success();
}

static Window windowOf(MaxPoolOp::Adaptor adaptor) {
  return {adaptor.getKernelShape(), adaptor.getStrides(), adaptor.getPads(),
          adaptor.getDilations().value_or(Shape()), adaptor.getCeilMode()};
}

static Window windowOf(AvgPoolOp::Adaptor adaptor) {
  return {adaptor.getKernelShape(), adaptor.getStrides(), adaptor.getPads(),
          adaptor.getDilations().value_or(Shape()), adaptor.getCeilMode()};
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  return inferPool<MaxPoolOp>(loc, adaptor.getInput(), windowOf(adaptor),
                              results);
}

LogicalResult MaxPoolOp::verify() {
  return verifyPads(*this, windowOf(Adaptor(*this)));
}

LogicalResult AvgPoolOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  return inferPool<AvgPoolOp>(loc, adaptor.getInput(), windowOf(adaptor),
                              results);
}

LogicalResult AvgPoolOp::verify() {
  // With count_include_pad a window of padding alone is a mean of zeros.
  if (getCountIncludePad())
    return success();
  return verifyPads(*this, windowOf(Adaptor(*this)));
}
