// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that read between the elements of an image: Interp, GridSample, RoiAlign.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult InterpOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), target = adaptor.getTargetShape();
  if (input.size() < 2)
    return inferError<InterpOp>(loc, "expects an input of rank 2 or more, got ",
                                shapeText(input));
  if (failed(checkArray<InterpOp>(loc, "target_shape values", target, 2, 1)))
    return failure();
  ShapeStorage shape(input.drop_back(2));
  shape.append(target.begin(), target.end());
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult InterpOp::verify() {
  for (auto [name, scale] :
       {std::pair("scale_h", getScaleH()), std::pair("scale_w", getScaleW())})
    if (scale && !(scale->convertToDouble() > 0))
      return emitOpError("expects ")
             << name << " above 0, got " << scale->convertToDouble();
  bool crops = getCoordMode() == CoordMode::tf_crop_and_resize;
  if (crops != getRoi().has_value())
    return emitOpError(crops ? "crops and needs roi"
                             : "has roi, which only tf_crop_and_resize reads");
  if (crops && getRoi()->size() != 4)
    return emitOpError("expects 4 roi values, got ") << getRoi()->size();
  if (getAntialias() && getMode() == InterpMode::nearest)
    return emitOpError("has antialias, which nearest has not; linear and cubic "
                       "have it");
  return success();
}

LogicalResult GridSampleOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                             Adaptor adaptor,
                                             ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), grid = shapeOf(adaptor.getGrid());
  int64_t rank = input.size();
  if (rank != 4 && rank != 5)
    return inferError<GridSampleOp>(
        loc, "expects an input of rank 4 or 5, got ", shapeText(input));
  if (grid.size() != input.size() || grid[0] != input[0] ||
      grid.back() != rank - 2)
    return inferError<GridSampleOp>(
        loc, "expects a grid of rank ", rank, " with the input's batch ",
        input[0], " and ", rank - 2, " coordinates at the end, got ",
        shapeText(grid));
  if (rank == 5 && adaptor.getMode() == InterpMode::cubic)
    return inferError<GridSampleOp>(
        loc, "has mode cubic, which exists for inputs of rank 4");
  ShapeStorage shape = {input[0], input[1]};
  shape.append(grid.begin() + 1, grid.end() - 1);
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult RoiAlignOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                           Adaptor adaptor,
                                           ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()),
        boxes = shapeOf(adaptor.getBoxes()),
        images = shapeOf(adaptor.getImages());
  int64_t height = adaptor.getOutputH(), width = adaptor.getOutputW();
  if (input.size() != 4)
    return inferError<RoiAlignOp>(loc, "expects an input of rank 4, got ",
                                  shapeText(input));
  if (boxes.size() != 2 || boxes[1] != 4)
    return inferError<RoiAlignOp>(loc, "expects boxes of Rx4, got ",
                                  shapeText(boxes));
  if (images != Shape(boxes[0]))
    return inferError<RoiAlignOp>(loc, "expects images of ", boxes[0],
                                  " elements, one per box, got ",
                                  shapeText(images));
  if (height < 1 || width < 1)
    return inferError<RoiAlignOp>(
        loc, "expects an output of at least 1x1, got ", height, "x", width);
  return inferShape(adaptor.getInput(), {boxes[0], input[1], height, width},
                    results);
}

LogicalResult RoiAlignOp::verify() {
  if (static_cast<int64_t>(getSamplingRatio()) < 0)
    return emitOpError("expects sampling_ratio >= 0, got ")
           << static_cast<int64_t>(getSamplingRatio());
  if (!(getSpatialScale().convertToDouble() > 0))
    return emitOpError("expects spatial_scale above 0, got ")
           << getSpatialScale().convertToDouble();
  return success();
}
