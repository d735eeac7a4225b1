// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// MatMul.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  Shape left = shapeOf(adaptor.getInput());
  Shape right = shapeOf(adaptor.getRight());
  for (auto [name, shape] :
       {std::pair("left", left), std::pair("right", right)})
    if (shape.size() < 2)
      return inferError<MatMulOp>(loc, "expects a ", name,
                                  " operand of rank 2 or more, got ",
                                  shapeText(shape));
  // [M, K] and [K, N] after the transpositions.
  auto dims = [](Shape shape, bool transposed) {
    int64_t rows = shape[shape.size() - 2], columns = shape.back();
    return transposed ? std::pair(columns, rows) : std::pair(rows, columns);
  };
  auto [m, leftK] = dims(left, adaptor.getLeftTranspose());
  auto [rightK, n] = dims(right, adaptor.getRightTranspose());
  if (leftK != rightK)
    return inferError<MatMulOp>(loc, "multiplies ", m, "x", leftK, " by ",
                                rightK, "x", n, "; the inner sizes must agree");
  std::optional<ShapeStorage> shape =
      broadcast(left.drop_back(2), right.drop_back(2));
  if (!shape)
    return inferError<MatMulOp>(
        loc, "has batch dimensions ", shapeText(left.drop_back(2)), " and ",
        shapeText(right.drop_back(2)), ", which do not broadcast");
  shape->append({m, n});
  return inferShape(adaptor.getInput(), *shape, results);
}

LogicalResult MatMulOp::verify() {
  int64_t columns = shapeOf(getOutput()).back();
  if (getBias() && shapeOf(getBias()) != Shape(columns))
    return emitOpError("expects a bias of ")
           << columns << " elements, one per column, got "
           << shapeText(shapeOf(getBias()));
  return success();
}
