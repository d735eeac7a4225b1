// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/IR/BuiltinAttributes.h"

#include <cmath>

using namespace mlir;
using namespace tpuc::top;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getShape() : llvm::ArrayRef<int64_t>();
}

/// The elements of an attribute when they are f32 of rank 1.
static DenseElementsAttr getVector(Attribute attribute) {
  auto elements = dyn_cast_or_null<DenseElementsAttr>(attribute);
  if (elements && elements.getElementType().isF32() &&
      elements.getType().getRank() == 1)
    return elements;
  return {};
}

static bool allPositive(DenseElementsAttr elements) {
  return llvm::all_of(elements.getValues<float>(), [](float value) {
    return value > 0 && std::isfinite(value);
  });
}

static LogicalResult verifyChannelScale(Operation *op, Attribute attribute) {
  DenseElementsAttr scale = getVector(attribute);
  if (!scale || !allPositive(scale))
    return op->emitOpError("has a '")
           << kChannelScaleAttr
           << "' that is not a vector of positive f32 numbers";
  return success();
}

namespace {
/// The operand that holds a layer's weights, and its output channels.
struct Linear {
  Value filter;
  int64_t channels = 0;
};
} // namespace

/// None when the op is another, or so broken that its own verifier will speak.
static std::optional<Linear> linearOf(Operation *op) {
  if (op->getNumOperands() < 2 || op->getNumResults() != 1)
    return std::nullopt;
  Value filter = op->getOperand(1);
  llvm::ArrayRef<int64_t> shape = shapeOf(filter);
  llvm::ArrayRef<int64_t> result = shapeOf(op->getResult(0));
  if (shape.size() < 2 || result.size() < 2)
    return std::nullopt;
  if (isa<ConvOp, DeconvOp>(op))
    return Linear{filter, result[1]};
  if (isa<MatMulOp>(op))
    return Linear{filter, result.back()};
  return std::nullopt;
}

static LogicalResult verifyInt8Weights(Operation *op, Attribute attribute) {
  auto fail = [&](const llvm::Twine &what) {
    return op->emitOpError("has '") << kInt8WeightsAttr << "' " << what;
  };
  auto weights = dyn_cast<DictionaryAttr>(attribute);
  if (!weights)
    return fail("that is not a dictionary");
  std::optional<Linear> linear = linearOf(op);
  if (!linear)
    return fail("but only Conv, Deconv and MatMul have weights");
  for (NamedAttribute entry : weights) {
    llvm::StringRef name = entry.getName();
    auto elements = dyn_cast<DenseElementsAttr>(entry.getValue());
    if (name != "filter" && name != "bias" && name != "range")
      return fail("with an unknown entry '" + name +
                  "'; known: filter, bias, range");
    if (!elements || !elements.getElementType().isF32())
      return fail("whose " + name + " is not made of f32 elements");
    int64_t count = elements.getNumElements();
    if (name == "filter" &&
        elements.getType().getShape() != shapeOf(linear->filter))
      return fail("whose filter has another shape than the layer's");
    if (name == "bias" && count != linear->channels)
      return fail("with a bias of " + llvm::Twine(count) +
                  " elements for a layer of " + llvm::Twine(linear->channels) +
                  " channels");
    if (name == "range" && count != 1 && count != linear->channels)
      return fail("with a range of " + llvm::Twine(count) +
                  " elements, neither one nor one for each of " +
                  llvm::Twine(linear->channels) + " channels");
    if (name == "range" && !allPositive(elements))
      return fail("whose range is not positive");
  }
  return success();
}

LogicalResult tpuc::top::verifyCorrections(Operation *op) {
  if (Attribute scale = op->getAttr(kChannelScaleAttr))
    if (failed(verifyChannelScale(op, scale)))
      return failure();
  if (Attribute weights = op->getAttr(kInt8WeightsAttr))
    if (failed(verifyInt8Weights(op, weights)))
      return failure();
  for (llvm::StringRef name : {kInt8ChipAttr, kCorrectionsAttr})
    if (op->hasAttr(name) && !isa<StringAttr>(op->getAttr(name)))
      return op->emitError("has a '") << name << "' that is not a string";
  return success();
}
