// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops about places and truth.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

/// The result is like the first of `likes`, in the broadcast of all shapes.
template <typename OpTy>
static LogicalResult inferBroadcast(OptionalLoc loc, ValueRange values,
                                    ResultTypes &results) {
  ShapeStorage shape(shapeOf(values.front()));
  for (Value value : values.drop_front()) {
    std::optional<ShapeStorage> joined = broadcast(shape, shapeOf(value));
    if (!joined)
      return inferError<OpTy>(loc, "has operands of ", shapeText(shape),
                              " and ", shapeText(shapeOf(value)),
                              ", which do not broadcast");
    shape = *joined;
  }
  return inferShape(values.back(), shape, results);
}

#define TPUC_BROADCAST(OP)                                                     \
  LogicalResult OP::inferReturnTypes(MLIRContext *, OptionalLoc loc,           \
                                     Adaptor adaptor, ResultTypes &results) {  \
    return inferBroadcast<OP>(loc, adaptor.getOperands(), results);            \
  }
TPUC_BROADCAST(CompareOp)
TPUC_BROADCAST(WhereOp)
TPUC_BROADCAST(BitwiseOp)
TPUC_BROADCAST(ModOp)
#undef TPUC_BROADCAST

//===----------------------------------------------------------------------===//
// Along an axis
//===----------------------------------------------------------------------===//

template <typename OpTy>
static LogicalResult inferCumulative(OptionalLoc loc, Value input, int64_t axis,
                                     ResultTypes &results) {
  if (failed(checkAxis<OpTy>(loc, axis, shapeOf(input).size())))
    return failure();
  return inferSameShape(input, results);
}

LogicalResult CumSumOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  return inferCumulative<CumSumOp>(loc, adaptor.getInput(), adaptor.getAxis(),
                                   results);
}

LogicalResult CumProdOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                          Adaptor adaptor,
                                          ResultTypes &results) {
  return inferCumulative<CumProdOp>(loc, adaptor.getInput(), adaptor.getAxis(),
                                    results);
}

LogicalResult ArgOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                      Adaptor adaptor, ResultTypes &results) {
  ShapeStorage shape(shapeOf(adaptor.getInput()));
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis<ArgOp>(loc, axis, shape.size())))
    return failure();
  if (adaptor.getKeepdims())
    shape[axis] = 1;
  else
    shape.erase(shape.begin() + axis);
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult TopKOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                       Adaptor adaptor, ResultTypes &results) {
  ShapeStorage shape(shapeOf(adaptor.getInput()));
  int64_t axis = adaptor.getAxis(), k = adaptor.getK();
  if (failed(checkAxis<TopKOp>(loc, axis, shape.size())))
    return failure();
  if (k < 1 || k > shape[axis])
    return inferError<TopKOp>(loc, "expects k in [1, ", shape[axis],
                              "], the size of axis ", axis, ", got ", k);
  shape[axis] = k;
  return inferShape(adaptor.getInput(), shape, results);
}

//===----------------------------------------------------------------------===//
// Elements at places
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Shape indices = shapeOf(adaptor.getIndices());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis<GatherOp>(loc, axis, input.size())))
    return failure();
  ShapeStorage shape(input.take_front(axis));
  llvm::append_range(shape, indices);
  llvm::append_range(shape, input.drop_front(axis + 1));
  return inferShape(adaptor.getInput(), shape, results);
}

/// Checks indices into one axis, of the input's rank and, where it stays in
/// place, of no larger size.
template <typename OpTy>
static LogicalResult checkElementIndices(OptionalLoc loc, Shape input,
                                         Shape indices, int64_t axis) {
  if (failed(checkAxis<OpTy>(loc, axis, input.size())))
    return failure();
  bool fits = input.size() == indices.size();
  for (size_t i = 0; fits && i < input.size(); ++i)
    fits = static_cast<int64_t>(i) == axis || indices[i] <= input[i];
  if (fits)
    return success();
  return inferError<OpTy>(loc, "has indices of ", shapeText(indices), " for ",
                          shapeText(input),
                          "; they have the same rank and are larger along "
                          "axis ",
                          axis, " only");
}

LogicalResult GatherElementsOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                                 Adaptor adaptor,
                                                 ResultTypes &results) {
  Shape indices = shapeOf(adaptor.getIndices());
  if (failed(checkElementIndices<GatherElementsOp>(
          loc, shapeOf(adaptor.getInput()), indices, adaptor.getAxis())))
    return failure();
  return inferShape(adaptor.getInput(), indices, results);
}

/// The shape of the slices that coordinates of `indices` name in `input`, after
/// `batch` dimensions that both share.
template <typename OpTy>
static FailureOr<ShapeStorage> slicesAt(OptionalLoc loc, Shape input,
                                        Shape indices, int64_t batch) {
  int64_t rank = input.size(), indexRank = indices.size();
  if (batch < 0 || batch >= std::min(rank, indexRank))
    return inferError<OpTy>(loc, "expects batch_dims in [0, ",
                            std::min(rank, indexRank), "), got ", batch);
  if (input.take_front(batch) != indices.take_front(batch))
    return inferError<OpTy>(loc, "has indices of ", shapeText(indices), " for ",
                            shapeText(input), ", which share the first ", batch,
                            " dimensions");
  int64_t depth = indices.back();
  if (depth < 1 || depth > rank - batch)
    return inferError<OpTy>(loc, "has coordinates of ", depth,
                            " dimensions, expected 1 to ", rank - batch);
  ShapeStorage shape(indices.drop_back());
  llvm::append_range(shape, input.drop_front(batch + depth));
  return shape;
}

LogicalResult GatherNDOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                           Adaptor adaptor,
                                           ResultTypes &results) {
  FailureOr<ShapeStorage> shape = slicesAt<GatherNDOp>(
      loc, shapeOf(adaptor.getInput()), shapeOf(adaptor.getIndices()),
      adaptor.getBatchDims());
  if (failed(shape))
    return failure();
  return inferShape(adaptor.getInput(), *shape, results);
}

template <typename OpTy>
static LogicalResult checkUpdates(OptionalLoc loc, Shape found,
                                  Shape expected) {
  if (found == expected)
    return success();
  return inferError<OpTy>(loc, "has updates of ", shapeText(found),
                          ", expected ", shapeText(expected));
}

LogicalResult ScatterElementsOp::inferReturnTypes(MLIRContext *,
                                                  OptionalLoc loc,
                                                  Adaptor adaptor,
                                                  ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Shape indices = shapeOf(adaptor.getIndices());
  if (failed(checkElementIndices<ScatterElementsOp>(loc, input, indices,
                                                    adaptor.getAxis())) ||
      failed(checkUpdates<ScatterElementsOp>(loc, shapeOf(adaptor.getUpdates()),
                                             indices)))
    return failure();
  return inferShape(adaptor.getInput(), input, results);
}

LogicalResult ScatterNDOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                            Adaptor adaptor,
                                            ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  FailureOr<ShapeStorage> slices = slicesAt<ScatterNDOp>(
      loc, input, shapeOf(adaptor.getIndices()), /*batch=*/0);
  if (failed(slices) || failed(checkUpdates<ScatterNDOp>(
                            loc, shapeOf(adaptor.getUpdates()), *slices)))
    return failure();
  return inferShape(adaptor.getInput(), input, results);
}
