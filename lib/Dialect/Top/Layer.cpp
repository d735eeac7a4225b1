// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc::top;

llvm::StringRef tpuc::top::getLayerName(Operation *op) {
  if (auto loc = dyn_cast<NameLoc>(op->getLoc()))
    return loc.getName().getValue();
  return {};
}

llvm::StringRef tpuc::top::getLayerName(Value value) {
  if (Operation *op = value.getDefiningOp())
    return getLayerName(op);
  for (Operation *user : value.getUsers())
    if (isa<InputOp>(user))
      return getLayerName(user);
  return "arg";
}

Location tpuc::top::layerLoc(MLIRContext *context, const llvm::Twine &name) {
  return NameLoc::get(StringAttr::get(context, name));
}

bool tpuc::top::isWeight(Value value) {
  return value.getDefiningOp<WeightOp>() != nullptr;
}

bool tpuc::top::isNetworkOutput(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    return user->hasTrait<OpTrait::IsTerminator>();
  });
}
