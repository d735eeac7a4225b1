// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reading and making f32 weights, for patterns that compute on them.
#ifndef TPUC_DIALECT_TOP_WEIGHTS_H
#define TPUC_DIALECT_TOP_WEIGHTS_H

#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/IR/BuiltinOps.h"

namespace tpuc::top {

/// The elements of an f32 top.Weight; none for any other value and for a
/// weight whose blob is not attached.
std::optional<llvm::ArrayRef<float>> getFloats(mlir::Value value);

/// The only element of a one-element f32 weight.
std::optional<double> getScalar(mlir::Value value);

/// Makes an f32 weight for `layer`, named "<layer>_<role>" and placed at the
/// builder's insertion point. The name is made unique; weights that only
/// `layer` uses do not count, for the new one comes in their place. The values
/// are rounded once.
WeightOp createWeight(mlir::OpBuilder &builder, mlir::Operation *layer,
                      llvm::StringRef role, llvm::ArrayRef<double> values,
                      llvm::ArrayRef<int64_t> shape);

/// Makes a weight for `layer` with the blob of `weight`, shared, in another
/// shape.
WeightOp reshapeWeight(mlir::OpBuilder &builder, mlir::Operation *layer,
                       llvm::StringRef role, WeightOp weight,
                       llvm::ArrayRef<int64_t> shape);

/// Frees the data of all dense resources of the module's context that none of
/// its weights has: what folding replaced. Only for a context that holds no
/// other module, whose weights would lose their elements.
void releaseUnusedWeights(mlir::ModuleOp module);

} // namespace tpuc::top

#endif // TPUC_DIALECT_TOP_WEIGHTS_H
