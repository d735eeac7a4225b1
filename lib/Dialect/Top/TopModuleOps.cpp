// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Input and Weight.
#include "Infer.h"
#include "tpuc/Dialect/Top/Layer.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace tpuc::top;

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

LogicalResult InputOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                        Adaptor adaptor, ResultTypes &results) {
  return inferShape(adaptor.getInput(), shapeOf(adaptor.getInput()), results);
}

/// Channels of an image input, by its layout.
static int64_t channelsOf(InputOp op) {
  Shape shape = shapeOf(op.getInput());
  bool last = op.getChannelFormat() == ChannelFormat::nhwc;
  return shape[last ? 3 : 1];
}

LogicalResult InputOp::verify() {
  if (!isa<BlockArgument>(getInput()))
    return emitOpError("expects an argument of the function as its operand");
  if (getMean().has_value() != getScale().has_value())
    return emitOpError("has ")
           << (getMean() ? "mean without scale" : "scale without mean");
  if (getResizeDims()) {
    if (getResizeDims()->size() != 2 ||
        llvm::any_of(*getResizeDims(), [](int64_t d) { return d < 1; }))
      return emitOpError("expects resize_dims of two positive sizes [h, w]");
  }
  if (!getMean())
    return success();
  Shape shape = shapeOf(getInput());
  if (shape.size() != 4)
    return emitOpError("has image preprocessing, which needs an input of rank "
                       "4, got ")
           << shapeText(shape);
  for (auto [name, values] :
       {std::pair("mean", *getMean()), std::pair("scale", *getScale())})
    if (static_cast<int64_t>(values.size()) != channelsOf(*this))
      return emitOpError("expects ")
             << channelsOf(*this) << " " << name << " values, one per channel "
             << "of " << shapeText(shape) << ", got " << values.size();
  return success();
}

//===----------------------------------------------------------------------===//
// Weight
//===----------------------------------------------------------------------===//

template <typename T>
WeightOp WeightOp::create(OpBuilder &builder, llvm::StringRef name,
                          llvm::ArrayRef<T> data, RankedTensorType type) {
  assert(static_cast<int64_t>(data.size()) == type.getNumElements() &&
         "as many elements as the type says");
  // The blob is stored in plain types: a quantized type's storage, no sign.
  Type element = type.getElementType();
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    element = quantized.getStorageType();
  auto blob = HeapAsmResourceBlob::allocateAndCopyInferAlign<T>(
      data, /*dataIsMutable=*/false);
  // The key is only a hint: MLIR renames it when the context holds another.
  auto value = DenseResourceElementsAttr::get(
      RankedTensorType::get(type.getShape(), element), name, std::move(blob));
  return WeightOp::create(builder, layerLoc(builder.getContext(), name), type,
                          value);
}

#define TPUC_INSTANTIATE_CREATE(T)                                             \
  template WeightOp WeightOp::create<T>(OpBuilder &, llvm::StringRef,          \
                                        llvm::ArrayRef<T>, RankedTensorType)
TPUC_INSTANTIATE_CREATE(float);
TPUC_INSTANTIATE_CREATE(int8_t);
TPUC_INSTANTIATE_CREATE(uint8_t);
TPUC_INSTANTIATE_CREATE(int16_t);
TPUC_INSTANTIATE_CREATE(uint16_t); // bits of f16 and bf16
TPUC_INSTANTIATE_CREATE(int32_t);
TPUC_INSTANTIATE_CREATE(int64_t);
#undef TPUC_INSTANTIATE_CREATE

/// The elements of an attribute written in place as a blob: beyond the parser
/// there is one kind of weight.
static DenseResourceElementsAttr toBlob(DenseElementsAttr dense) {
  llvm::ArrayRef<char> raw = dense.getRawData();
  int64_t copies = dense.isSplat() ? dense.getNumElements() : 1;
  llvm::SmallVector<char> bytes;
  bytes.reserve(raw.size() * copies);
  for (int64_t i = 0; i < copies; ++i)
    llvm::append_range(bytes, raw);
  return DenseResourceElementsAttr::get(
      dense.getType(), "dense",
      HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, alignof(int64_t),
                                                    /*dataIsMutable=*/false));
}

ParseResult WeightOp::parse(OpAsmParser &parser, OperationState &result) {
  Type type;
  if (parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type))
    return failure();
  // Elements of less than a byte are not stored one by one: the verifier
  // refuses them.
  auto name = getValueAttrName(result.name);
  auto dense = dyn_cast_or_null<DenseElementsAttr>(result.attributes.get(name));
  if (dense && dense.getElementType().isIntOrFloat() &&
      dense.getElementType().getIntOrFloatBitWidth() % 8 == 0)
    result.attributes.set(name, toBlob(dense));
  result.addTypes(type);
  return success();
}

void WeightOp::print(OpAsmPrinter &p) {
  p.printOptionalAttrDict((*this)->getAttrs());
  p << " : " << getType();
}

llvm::ArrayRef<char> WeightOp::getBytes() {
  auto value = dyn_cast<DenseResourceElementsAttr>(getValue());
  AsmResourceBlob *blob = value ? value.getRawHandle().getBlob() : nullptr;
  return blob ? blob->getData() : llvm::ArrayRef<char>();
}

llvm::StringRef WeightOp::getWeightName() { return getLayerName(*this); }

/// Whether a blob of `stored` elements can hold a weight of `element` type.
static bool canStore(Type stored, Type element) {
  auto quantized = dyn_cast<quant::QuantizedType>(element);
  if (!quantized || isa<quant::CalibratedQuantizedType>(element))
    return stored == expressedType(element);
  auto integer = dyn_cast<IntegerType>(stored);
  return integer &&
         integer.getWidth() == quantized.getStorageTypeIntegralWidth();
}

LogicalResult WeightOp::verify() {
  auto value = dyn_cast<DenseResourceElementsAttr>(getValue());
  if (!value)
    return emitOpError("expects a dense_resource value");
  auto stored = cast<ShapedType>(value.getType());
  auto type = cast<RankedTensorType>(getType());
  if (stored.getShape() != type.getShape())
    return emitOpError("has a blob of shape ")
           << shapeText(stored.getShape()) << " for a result of shape "
           << shapeText(type.getShape());
  Type element = type.getElementType();
  if (!canStore(stored.getElementType(), element)) {
    auto diag = emitOpError("has a blob of ") << stored.getElementType();
    if (auto quantized = dyn_cast<quant::QuantizedType>(element))
      return diag << " for a quantized result, expected i"
                  << quantized.getStorageTypeIntegralWidth();
    return diag << " for a result of " << element;
  }
  // No blob is legal: the weight file may not be attached yet.
  if (!value.getRawHandle().getBlob())
    return success();
  int64_t expected = stored.getNumElements() *
                     llvm::divideCeil(stored.getElementTypeBitWidth(), 8);
  int64_t found = getBytes().size();
  if (found != expected)
    return emitOpError("has a blob of ")
           << found << " bytes, expected " << expected << " for " << stored;
  return success();
}
