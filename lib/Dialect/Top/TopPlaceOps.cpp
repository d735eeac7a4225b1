// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that find places, read at moved ones, or fill them.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult NonMaxSuppressionOp::inferReturnTypes(MLIRContext *,
                                                    OptionalLoc loc,
                                                    Adaptor adaptor,
                                                    ResultTypes &results) {
  Shape boxes = shapeOf(adaptor.getBoxes()),
        scores = shapeOf(adaptor.getScores());
  int64_t most = adaptor.getMaxOutput();
  double threshold = adaptor.getIouThreshold().convertToDouble();
  if (boxes.size() != 3 || boxes[2] != 4)
    return inferError<NonMaxSuppressionOp>(loc, "expects boxes of NxBx4, got ",
                                           shapeText(boxes));
  if (scores.size() != 3 || scores[0] != boxes[0] || scores[2] != boxes[1])
    return inferError<NonMaxSuppressionOp>(loc, "expects scores of ", boxes[0],
                                           "xCx", boxes[1], ", got ",
                                           shapeText(scores));
  if (most < 1)
    return inferError<NonMaxSuppressionOp>(
        loc, "expects max_output of at least 1, got ", most);
  if (!(threshold >= 0 && threshold <= 1))
    return inferError<NonMaxSuppressionOp>(
        loc, "expects iou_threshold in [0, 1], got ", threshold);
  int64_t rows = scores[0] * scores[1] * std::min(most, boxes[1]);
  return inferShape(adaptor.getBoxes(), {rows, 3}, results);
}

LogicalResult NonZeroOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  if (input.empty())
    return inferError<NonZeroOp>(loc, "expects an input of rank 1 or more");
  int64_t rank = input.size();
  return inferShape(adaptor.getInput(),
                    {rank, ShapedType::getNumElements(input)}, results);
}

/// As MaxPool, whose windows these are.
LogicalResult MaxPoolIndicesOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                                 Adaptor adaptor,
                                                 ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Window window{adaptor.getKernelShape(), adaptor.getStrides(),
                adaptor.getPads(), adaptor.getDilations().value_or(Shape()),
                adaptor.getCeilMode()};
  if (failed(checkWindow<MaxPoolIndicesOp>(loc, window, input, 3, 5)))
    return failure();
  size_t spatial = window.kernel.size();
  for (size_t i = 0; i < 2 * spatial; ++i)
    if (window.pads[i] >= window.extent(i % spatial))
      return inferError<MaxPoolIndicesOp>(
          loc, "expects pads smaller than the window (",
          window.extent(i % spatial), "), got ", window.pads[i]);
  ShapeStorage shape = {input[0], input[1]};
  if (failed(appendWindowed<MaxPoolIndicesOp>(loc, window, input, shape)))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult MaxUnpoolOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()),
        indices = shapeOf(adaptor.getIndices());
  if (input.size() < 3)
    return inferError<MaxUnpoolOp>(
        loc, "expects an input of rank 3 or more, got ", shapeText(input));
  if (input != indices)
    return inferError<MaxUnpoolOp>(loc, "expects indices of ", shapeText(input),
                                   ", as the input, got ", shapeText(indices));
  Shape target = adaptor.getTargetShape();
  if (failed(checkArray<MaxUnpoolOp>(loc, "target_shape values", target,
                                     input.size() - 2, 1)))
    return failure();
  ShapeStorage shape = {input[0], input[1]};
  llvm::append_range(shape, target);
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult DeformGatherOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                               Adaptor adaptor,
                                               ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Window window{adaptor.getKernelShape(), adaptor.getStrides(),
                adaptor.getPads(), adaptor.getDilations().value_or(Shape())};
  if (failed(checkWindow<DeformGatherOp>(loc, window, input, 4, 4)))
    return failure();
  int64_t group = adaptor.getOffsetGroup();
  if (group < 1 || input[1] % group != 0)
    return inferError<DeformGatherOp>(
        loc, "expects an offset_group that divides the ", input[1],
        " channels, got ", group);
  ShapeStorage windows;
  if (failed(appendWindowed<DeformGatherOp>(loc, window, input, windows)))
    return failure();
  int64_t places = group * window.kernel[0] * window.kernel[1];
  ShapeStorage offset = {input[0], 2 * places, windows[0], windows[1]};
  if (shapeOf(adaptor.getOffset()) != Shape(offset))
    return inferError<DeformGatherOp>(loc, "expects an offset of ",
                                      shapeText(offset), ", got ",
                                      shapeText(shapeOf(adaptor.getOffset())));
  ShapeStorage mask = {input[0], places, windows[0], windows[1]};
  if (adaptor.getMask() && shapeOf(adaptor.getMask()) != Shape(mask))
    return inferError<DeformGatherOp>(loc, "expects a mask of ",
                                      shapeText(mask), ", got ",
                                      shapeText(shapeOf(adaptor.getMask())));
  return inferShape(adaptor.getInput(),
                    {input[0], input[1], windows[0] * window.kernel[0],
                     windows[1] * window.kernel[1]},
                    results);
}
