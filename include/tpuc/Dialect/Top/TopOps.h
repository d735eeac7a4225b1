// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TOP_TOPOPS_H
#define TPUC_DIALECT_TOP_TOPOPS_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace tpuc::top {
class FusedReluOpInterface;

/// True when the shapes agree and the element types stand for the same
/// expressed type (f32 and any `!quant` type over f32, say).
bool areCompatibleTypes(mlir::TypeRange lhs, mlir::TypeRange rhs);

/// The result of an op whose result has its operand's shape.
mlir::LogicalResult inferSameShape(mlir::Value input,
                                   llvm::SmallVectorImpl<mlir::Type> &results);

/// A limit is only legal together with `do_relu`.
mlir::LogicalResult verifyFusedRelu(FusedReluOpInterface op);
} // namespace tpuc::top

#include "tpuc/Dialect/Top/TopDialect.h.inc"
#include "tpuc/Dialect/Top/TopEnums.h.inc"
#include "tpuc/Dialect/Top/TopInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tpuc/Dialect/Top/TopAttrs.h.inc"

#define GET_OP_CLASSES
#include "tpuc/Dialect/Top/TopOps.h.inc"

#endif // TPUC_DIALECT_TOP_TOPOPS_H
