// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Tpu ops that mean what a Top op means: its shape inference is their verifier.
#ifndef TPUC_LIB_DIALECT_TPU_VERIFYASTOP_H
#define TPUC_LIB_DIALECT_TPU_VERIFYASTOP_H

#include "Verify.h"

namespace tpuc::tpu {

/// `op` with its operands and attributes would be a valid `TopOp` with the
/// same result shape. Messages are those of the Top op.
template <typename TopOp> mlir::LogicalResult verifyAsTop(mlir::Operation *op) {
  auto emitError = [op] { return op->emitOpError(); };
  typename TopOp::Properties properties;
  mlir::DictionaryAttr none = mlir::DictionaryAttr::get(
      op->getContext(), llvm::ArrayRef<mlir::NamedAttribute>());
  mlir::Attribute attributes = op->getPropertiesAsAttribute();
  if (failed(TopOp::setPropertiesFromAttr(
          properties, attributes ? attributes : none, emitError)))
    return mlir::failure();
  llvm::SmallVector<mlir::Type> results;
  if (failed(TopOp::inferReturnTypes(op->getContext(), op->getLoc(),
                                     op->getOperands(), none, &properties, {},
                                     results)))
    return mlir::failure();
  Shape expected = mlir::cast<mlir::RankedTensorType>(results[0]).getShape();
  Shape found = shapeOf(op->getResult(0));
  if (found == expected)
    return mlir::success();
  return op->emitOpError("has a result of ")
         << shapeText(found) << ", expected " << shapeText(expected);
}

} // namespace tpuc::tpu

#endif // TPUC_LIB_DIALECT_TPU_VERIFYASTOP_H
