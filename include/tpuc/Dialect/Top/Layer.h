// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TOP_LAYER_H
#define TPUC_DIALECT_TOP_LAYER_H

#include "mlir/IR/Location.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace tpuc::top {

/// The layer name of an op: the name of its NameLoc; empty when it has none.
llvm::StringRef getLayerName(mlir::Operation *op);

/// The same for a typed op, which also converts to its result.
inline llvm::StringRef getLayerName(mlir::OpState op) {
  return getLayerName(op.getOperation());
}

/// The layer name of a value: that of the op that produces it, for a function
/// argument that of the top.Input that reads it (else "arg").
llvm::StringRef getLayerName(mlir::Value value);

/// The location that gives an op the layer name `name`.
mlir::Location layerLoc(mlir::MLIRContext *context, const llvm::Twine &name);

/// A layer name that no op around `near` has: `name`, or `name` with a number.
/// Ops for which `leaves` holds do not count.
std::string
uniqueLayerName(mlir::Operation *near, const llvm::Twine &name,
                llvm::function_ref<bool(mlir::Operation &)> leaves = nullptr);

/// True when the value is a top.Weight.
bool isWeight(mlir::Value value);

/// True when the value leaves the network: some terminator returns it, so its
/// layer name is one that the network's user sees.
bool isNetworkOutput(mlir::Value value);

} // namespace tpuc::top

#endif // TPUC_DIALECT_TOP_LAYER_H
