// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Weights.h"
#include "tpuc/Dialect/Top/Layer.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace tpuc::top;

std::optional<llvm::ArrayRef<float>> tpuc::top::getFloats(Value value) {
  auto weight = value ? value.getDefiningOp<WeightOp>() : WeightOp();
  if (!weight)
    return std::nullopt;
  auto type = cast<RankedTensorType>(weight.getType());
  llvm::ArrayRef<float> elements = weight.getElements<float>();
  if (!type.getElementType().isF32() ||
      static_cast<int64_t>(elements.size()) != type.getNumElements())
    return std::nullopt;
  return elements;
}

std::optional<double> tpuc::top::getScalar(Value value) {
  std::optional<llvm::ArrayRef<float>> elements = getFloats(value);
  if (!elements || elements->size() != 1)
    return std::nullopt;
  return elements->front();
}

/// The name of a weight made for `layer`, free or about to be.
static std::string weightName(Operation *layer, llvm::StringRef role) {
  auto leaves = [=](Operation &op) {
    return isa<WeightOp>(op) &&
           llvm::all_of(op.getUsers(),
                        [=](Operation *user) { return user == layer; });
  };
  return uniqueLayerName(layer, getLayerName(layer) + "_" + role, leaves);
}

WeightOp tpuc::top::createWeight(OpBuilder &builder, Operation *layer,
                                 llvm::StringRef role,
                                 llvm::ArrayRef<double> values,
                                 llvm::ArrayRef<int64_t> shape) {
  SmallVector<float> floats(values.begin(), values.end());
  std::string name = weightName(layer, role);
  return WeightOp::create<float>(
      builder, name, floats,
      RankedTensorType::get(shape, builder.getF32Type()));
}

WeightOp tpuc::top::reshapeWeight(OpBuilder &builder, Operation *layer,
                                  llvm::StringRef role, WeightOp weight,
                                  llvm::ArrayRef<int64_t> shape) {
  auto value = cast<DenseResourceElementsAttr>(weight.getValue());
  auto stored = cast<ShapedType>(value.getType());
  auto type = cast<RankedTensorType>(weight.getType());
  std::string name = weightName(layer, role);
  return WeightOp::create(builder, layerLoc(builder.getContext(), name),
                          type.clone(shape),
                          DenseResourceElementsAttr::get(stored.clone(shape),
                                                         value.getRawHandle()));
}

void tpuc::top::releaseUnusedWeights(ModuleOp module) {
  llvm::StringSet<> used;
  module.walk([&](WeightOp weight) {
    if (auto value = dyn_cast<DenseResourceElementsAttr>(weight.getValue()))
      used.insert(value.getRawHandle().getKey());
  });
  auto &manager =
      DenseResourceElementsHandle::getManagerInterface(module.getContext())
          .getBlobManager();
  SmallVector<std::string> unused;
  manager.getBlobMap([&](const auto &blobs) {
    for (llvm::StringRef name : blobs.keys())
      if (!used.contains(name))
        unused.push_back(name.str());
  });
  for (const std::string &name : unused)
    manager.update(name, AsmResourceBlob());
}
