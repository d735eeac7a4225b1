// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that take parts of tensors, put them together or repeat them: Concat,
// Slice, Pad, Tile.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  ValueRange inputs = adaptor.getInputs();
  if (inputs.empty())
    return inferError<ConcatOp>(loc, "expects at least one input");
  ShapeStorage shape(shapeOf(inputs.front()));
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis<ConcatOp>(loc, axis, shape.size())))
    return failure();
  for (Value input : inputs.drop_front()) {
    Shape other = shapeOf(input);
    ShapeStorage aligned(other);
    if (aligned.size() == shape.size())
      aligned[axis] = shape[axis];
    if (aligned != shape)
      return inferError<ConcatOp>(
          loc, "joins ", shapeText(shapeOf(inputs.front())), " and ",
          shapeText(other), ", which may differ along axis ", axis, " only");
    shape[axis] += other[axis];
  }
  return inferShape(inputs.front(), shape, results);
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                        Adaptor adaptor, ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), offset = adaptor.getOffset(),
        ends = adaptor.getEnds(), steps = adaptor.getSteps();
  for (auto [name, values] :
       {std::pair("offset", offset), std::pair("ends", ends),
        std::pair("steps", steps)})
    if (values.size() != input.size())
      return inferError<SliceOp>(loc, "expects ", input.size(), " ", name,
                                 " values, got ", values.size());
  ShapeStorage shape;
  for (auto [i, dim] : llvm::enumerate(input)) {
    int64_t step = steps[i];
    if (step == 0)
      return inferError<SliceOp>(loc, "has step 0 in dimension ", i);
    if (offset[i] < 0 || offset[i] >= dim)
      return inferError<SliceOp>(loc, "expects offset in [0, ", dim,
                                 ") in dimension ", i, ", got ", offset[i]);
    int64_t least = step > 0 ? 0 : -1;
    int64_t most = step > 0 ? dim : dim - 1;
    if (ends[i] < least || ends[i] > most)
      return inferError<SliceOp>(loc, "expects end in [", least, ", ", most,
                                 "] in dimension ", i, " with step ", step,
                                 ", got ", ends[i]);
    int64_t span = step > 0 ? ends[i] - offset[i] : offset[i] - ends[i];
    if (span <= 0)
      return inferError<SliceOp>(loc, "takes nothing of dimension ", i,
                                 ": from ", offset[i], " to ", ends[i], " by ",
                                 step);
    shape.push_back((span - 1) / std::abs(step) + 1);
  }
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                      Adaptor adaptor, ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), pads = adaptor.getPaddings();
  size_t rank = input.size();
  if (pads.size() != 2 * rank)
    return inferError<PadOp>(loc, "expects ", 2 * rank,
                             " paddings, begins then ends, got ", pads.size());
  ShapeStorage shape;
  for (size_t i = 0; i < rank; ++i) {
    int64_t begin = pads[i], end = pads[i + rank];
    // Cropping may not remove more than there is, at either end or together.
    if (std::min<int64_t>(begin, 0) + std::min<int64_t>(end, 0) + input[i] < 1)
      return inferError<PadOp>(loc, "crops all of dimension ", i, " of ",
                               shapeText(input));
    if (adaptor.getMode() == PadMode::reflect &&
        std::max(begin, end) >= input[i])
      return inferError<PadOp>(
          loc, "reflects ", std::max(begin, end), " elements of dimension ", i,
          ", which has only ", input[i] - 1, " beside the border");
    shape.push_back(input[i] + begin + end);
  }
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult TileOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                       Adaptor adaptor, ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput()), repeats = adaptor.getRepeats();
  if (failed(checkArray<TileOp>(loc, "repeats", repeats, input.size(), 1)))
    return failure();
  ShapeStorage shape;
  for (auto [dim, count] : llvm::zip(input, repeats))
    shape.push_back(dim * count);
  return inferShape(adaptor.getInput(), shape, results);
}
