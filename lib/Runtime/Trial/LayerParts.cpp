// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A layer in float with one part of it as INT8 has it: what tells the error of
// quantized weights from that of quantized activations. Both parts are read off
// the layer lowered in INT8, so they are what the chip gets.
#include "LayerTrial.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Quant/Float16.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace tpuc::runtime {

namespace {
/// The layer lowered alone, in INT8 and in the float type.
struct Isolated {
  OwningOpRef<ModuleOp> int8, floats;

  static func::FuncOp function(ModuleOp module) {
    return *module.getOps<func::FuncOp>().begin();
  }
  func::FuncOp int8Function() { return function(*int8); }
  func::FuncOp floatFunction() { return function(*floats); }
};
} // namespace

static Type elementOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType();
}

static bool isQuantized(Value value) {
  return isa<mlir::quant::QuantizedType>(elementOf(value));
}

/// Gives a layer alone in its module the bias that calibration corrected for
/// INT8, which makes up for the error of the filter; in a float layer that has
/// its own.
static void takeCorrectedBias(ModuleOp module, llvm::StringRef layer) {
  Operation *op = layersOf(module).lookup(layer);
  auto weights = op->getAttrOfType<DictionaryAttr>(top::kInt8WeightsAttr);
  auto bias = weights ? weights.getAs<DenseElementsAttr>("bias") : nullptr;
  if (!bias)
    return;
  OpBuilder builder(op);
  auto values = llvm::to_vector(bias.getValues<float>());
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    builder.getF32Type());
  Value corrected = top::WeightOp::create<float>(
      builder, (layer + "_bias_corrected").str(), values, type);
  if (op->getNumOperands() > 2)
    op->setOperand(2, corrected);
  else
    op->insertOperands(2, corrected);
}

/// The float one has the corrected bias when it is to have the weights.
static llvm::Expected<Isolated> isolateTwice(Operation *op, LayerPart part,
                                             const PlanContext &context) {
  Isolated result;
  for (bool int8 : {true, false}) {
    auto module = isolateLayer(op, context.network);
    if (!module)
      return module.takeError();
    if (!int8 && part == LayerPart::Weights)
      takeCorrectedBias(**module, top::getLayerName(op));
    QuantizationTable modes;
    modes.set(top::getLayerName(op).str(),
              int8 ? Mode::INT8 : context.options.floatMode);
    if (llvm::Error error = lower(**module, context.options,
                                  context.options.floatMode, nullptr, modes))
      return std::move(error);
    (int8 ? result.int8 : result.floats) = std::move(*module);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The op whose second operand is a weight for which `wanted` holds; null when
/// there is none.
static Operation *readerOfFilter(func::FuncOp func,
                                 llvm::function_ref<bool(Value)> wanted) {
  for (Operation &op : func.front())
    if (op.getNumOperands() > 1 && top::isWeight(op.getOperand(1)) &&
        wanted(op.getOperand(1)))
      return &op;
  return nullptr;
}

/// The real numbers that the integers of a filter stand for.
static std::vector<float> dequantized(top::WeightOp filter) {
  auto type = cast<RankedTensorType>(filter.getType());
  auto quantized = cast<mlir::quant::QuantizedType>(type.getElementType());
  llvm::ArrayRef<int8_t> stored = filter.getElements<int8_t>();
  llvm::SmallVector<double> scales;
  if (auto perAxis = dyn_cast<mlir::quant::UniformQuantizedPerAxisType>(
          type.getElementType()))
    scales.assign(perAxis.getScales().begin(), perAxis.getScales().end());
  else
    scales.push_back(
        cast<mlir::quant::UniformQuantizedType>(quantized).getScale());
  size_t perScale = stored.size() / scales.size();
  std::vector<float> result(stored.size());
  for (size_t i = 0; i < stored.size(); ++i) {
    int integer =
        quantized.isSigned() ? stored[i] : static_cast<uint8_t>(stored[i]);
    result[i] = static_cast<float>(integer * scales[i / perScale]);
  }
  return result;
}

static Value makeWeight(OpBuilder &builder, llvm::StringRef name,
                        llvm::ArrayRef<float> values, RankedTensorType type) {
  if (type.getElementType().isF32())
    return top::WeightOp::create<float>(builder, name, values, type);
  std::vector<uint16_t> bits(values.size());
  if (type.getElementType().isF16())
    quant::floatsToHalfBits(values.data(), bits.data(), values.size());
  else
    quant::floatsToBFloat16Bits(values.data(), bits.data(), values.size());
  return top::WeightOp::create<uint16_t>(builder, name, bits, type);
}

/// Gives the float layer the filter of the one in INT8; false when that has no
/// quantized filter.
static bool takeFilter(Isolated &layer, llvm::StringRef name) {
  Operation *from = readerOfFilter(layer.int8Function(), isQuantized);
  Operation *to = readerOfFilter(layer.floatFunction(), [&](Value filter) {
    return isa<FloatType>(elementOf(filter));
  });
  if (!from || !to)
    return false;
  auto filter = from->getOperand(1).getDefiningOp<top::WeightOp>();
  auto shape = cast<RankedTensorType>(filter.getType()).getShape();
  OpBuilder builder(to);
  to->setOperand(
      1,
      makeWeight(builder, (name + "_filter_int8").str(), dequantized(filter),
                 RankedTensorType::get(shape, elementOf(to->getOperand(1)))));
  // Integers have the matrix row by row, whatever the layer was given.
  if (auto product = dyn_cast<tpu::MatMulOp>(to))
    product.setRightTranspose(false);
  return true;
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// `value` quantized to `element` and back; `name` for the integers.
static Operation *roundTrip(OpBuilder &builder, Value value, Type element,
                            const llvm::Twine &name, Location result) {
  auto type = cast<RankedTensorType>(value.getType());
  Value integers =
      tpu::CastOp::create(builder, top::layerLoc(builder.getContext(), name),
                          type.clone(element), value);
  return tpu::CastOp::create(builder, result, type, integers);
}

/// The quantized type that the layer in INT8 casts an argument to.
static Type quantizedArgument(BlockArgument argument) {
  llvm::SmallVector<Value> values = {argument};
  for (size_t i = 0; i < values.size(); ++i)
    for (Operation *user : values[i].getUsers()) {
      if (isa<top::InputOp>(user))
        values.push_back(user->getResult(0));
      if (isa<tpu::CastOp>(user) && isQuantized(user->getResult(0)))
        return elementOf(user->getResult(0));
    }
  return {};
}

/// Rounds the operands and the result of the float layer as INT8 does.
static void roundActivations(Isolated &layer, llvm::StringRef name) {
  func::FuncOp func = layer.floatFunction();
  Block &block = func.front();
  OpBuilder builder(func.getContext());
  for (auto [in, out] : llvm::zip_equal(layer.int8Function().getArguments(),
                                        block.getArguments())) {
    Type element = quantizedArgument(in);
    if (!element)
      continue;
    Value value = out;
    for (Operation *user : out.getUsers())
      if (isa<top::InputOp>(user))
        value = user->getResult(0);
    builder.setInsertionPointAfterValue(value);
    std::string operand = top::getLayerName(value).str();
    Location loc = top::layerLoc(func.getContext(), operand + "/rounded");
    Operation *rounded =
        roundTrip(builder, value, element, operand + "/as_int8", loc);
    value.replaceAllUsesExcept(rounded->getResult(0),
                               rounded->getOperand(0).getDefiningOp());
  }
  Operation *own = layersOf(*layer.floats).lookup(name);
  Operation *integer = layersOf(*layer.int8).lookup(name);
  if (!own || !integer || !isQuantized(integer->getResult(0)))
    return;
  // The rounded result takes the layer's name.
  Location loc = own->getLoc();
  own->setLoc(top::layerLoc(func.getContext(), name + "/exact"));
  Value exact = own->getResult(0);
  builder.setInsertionPointAfter(own);
  Operation *rounded = roundTrip(
      builder, exact, elementOf(integer->getResult(0)), name + "/as_int8", loc);
  exact.replaceAllUsesExcept(rounded->getResult(0),
                             rounded->getOperand(0).getDefiningOp());
}

//===----------------------------------------------------------------------===//

llvm::Expected<std::optional<LayerPlan>> planPart(Operation *op, LayerPart part,
                                                  const PlanContext &context) {
  auto layer = isolateTwice(op, part, context);
  if (!layer)
    return layer.takeError();
  llvm::StringRef name = top::getLayerName(op);
  bool exists = true;
  if (part == LayerPart::Weights)
    exists = takeFilter(*layer, name);
  else
    roundActivations(*layer, name);
  context.weights.release(*layer->int8);
  if (!exists) {
    context.weights.release(*layer->floats);
    return std::nullopt;
  }
  auto plan = planIsolated(*layer->floats, name, context);
  if (!plan)
    return plan.takeError();
  return std::move(*plan);
}

} // namespace tpuc::runtime
