// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Add, Sub, Mul, ... and their forms with a scalar constant.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

template <typename OpTy>
static LogicalResult inferBroadcast(OptionalLoc loc, Value lhs, Value rhs,
                                    ResultTypes &results) {
  std::optional<ShapeStorage> shape = broadcast(shapeOf(lhs), shapeOf(rhs));
  if (!shape)
    return inferError<OpTy>(loc, "has operands of ", shapeText(shapeOf(lhs)),
                            " and ", shapeText(shapeOf(rhs)),
                            ", which do not broadcast");
  return inferShape(lhs, *shape, results);
}

#define TPUC_BINARY(OP)                                                        \
  LogicalResult OP::inferReturnTypes(MLIRContext *, OptionalLoc loc,           \
                                     Adaptor adaptor, ResultTypes &results) {  \
    return inferBroadcast<OP>(loc, adaptor.getLhs(), adaptor.getRhs(),         \
                              results);                                        \
  }
TPUC_BINARY(AddOp)
TPUC_BINARY(SubOp)
TPUC_BINARY(MulOp)
TPUC_BINARY(DivOp)
TPUC_BINARY(MaxOp)
TPUC_BINARY(MinOp)
TPUC_BINARY(PowTensorOp)
#undef TPUC_BINARY

#define TPUC_CONST(OP)                                                         \
  LogicalResult OP::inferReturnTypes(MLIRContext *, OptionalLoc,               \
                                     Adaptor adaptor, ResultTypes &results) {  \
    return inferShape(adaptor.getInput(), shapeOf(adaptor.getInput()),         \
                      results);                                                \
  }
TPUC_CONST(AddConstOp)
TPUC_CONST(MulConstOp)
TPUC_CONST(SubConstOp)
TPUC_CONST(MaxConstOp)
TPUC_CONST(MinConstOp)
TPUC_CONST(ReciprocalOp)
TPUC_CONST(PowOp)
#undef TPUC_CONST
