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

std::string
tpuc::top::uniqueLayerName(Operation *near, const llvm::Twine &name,
                           llvm::function_ref<bool(Operation &)> leaves) {
  std::string base = name.str(), candidate = base;
  auto taken = [&](Operation &op) {
    return getLayerName(&op) == candidate && !(leaves && leaves(op));
  };
  for (unsigned i = 1; llvm::any_of(*near->getBlock(), taken); ++i)
    candidate = (base + llvm::Twine('_') + llvm::Twine(i)).str();
  return candidate;
}

bool tpuc::top::isWeight(Value value) {
  return value.getDefiningOp<WeightOp>() != nullptr;
}

bool tpuc::top::isNetworkOutput(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    return user->hasTrait<OpTrait::IsTerminator>();
  });
}
