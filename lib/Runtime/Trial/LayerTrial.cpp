// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerTrial.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Runtime/Diagnostics.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Weights of scratch modules
//===----------------------------------------------------------------------===//

/// The entry of a weight's blob in its context; null for inline data.
static const void *blobOf(top::WeightOp weight) {
  auto value = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
  return value ? value.getRawHandle().getResource() : nullptr;
}

void WeightScope::keep(ModuleOp module) {
  module.walk([&](top::WeightOp weight) { kept.insert(blobOf(weight)); });
}

bool WeightScope::keeps(Operation *weight) const {
  const void *blob = blobOf(cast<top::WeightOp>(weight));
  return !blob || kept.contains(blob);
}

void WeightScope::release(ModuleOp module) const {
  module.walk([&](top::WeightOp weight) {
    auto value = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
    if (value && !kept.contains(blobOf(weight)))
      value.getRawHandle().getResource()->setBlob(AsmResourceBlob());
  });
}

llvm::Error lower(ModuleOp module, const TrialOptions &options, Mode mode,
                  const CalibrationTable *calibration,
                  const QuantizationTable &modes, LoweringReport *report) {
  LoweringOptions lowering;
  lowering.chip = options.chip;
  lowering.mode = mode;
  lowering.asymmetric = options.asymmetric;
  lowering.calibration = calibration;
  lowering.quantization = &modes;
  DiagnosticCollector diagnostics(module.getContext());
  LogicalResult result = calibration
                             ? lowerModule(module, lowering, report)
                             : convertTopToTpu(module, lowering, report);
  if (failed(result))
    return diagnostics.takeError("lowering failed");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// TypedNetwork
//===----------------------------------------------------------------------===//

llvm::StringMap<Operation *> layersOf(ModuleOp module) {
  llvm::StringMap<Operation *> layers;
  module.walk([&](Operation *op) {
    if (op->getNumResults() == 1 && !isa<top::WeightOp>(op))
      layers[top::getLayerName(op)] = op;
  });
  return layers;
}

llvm::Expected<TypedNetwork> TypedNetwork::create(ModuleOp top,
                                                  const TrialOptions &options) {
  TypedNetwork network;
  network.options = options;
  network.original = top.clone();
  network.legal = top.clone();
  DiagnosticCollector diagnostics(top.getContext());
  for (auto func : network.legal->getOps<func::FuncOp>())
    if (failed(legalizeTopForChip(func, *options.chip)))
      return diagnostics.takeError("the network cannot be rewritten");
  return network;
}

llvm::Error TypedNetwork::import(const CalibrationTable &table) {
  DiagnosticCollector diagnostics(original->getContext());
  if (failed(importCalibration(*original, table, *options.chip,
                               options.asymmetric)))
    return diagnostics.takeError("the table cannot be imported");
  typed = legal->clone();
  typedOps = layersOf(*typed);
  // Rewritten layers keep the types of those they replace.
  for (const auto &[name, op] : layersOf(*original))
    if (Operation *to = typedOps.lookup(name))
      to->getResult(0).setType(op->getResult(0).getType());
  for (auto func : typed->getOps<func::FuncOp>())
    if (failed(shareThresholds(func, *options.chip, options.asymmetric)))
      return diagnostics.takeError("thresholds cannot be shared");
  return llvm::Error::success();
}

Operation *TypedNetwork::lookup(llvm::StringRef layer) const {
  return typedOps.lookup(layer);
}

std::string typeKey(Operation *op) {
  std::string key;
  llvm::raw_string_ostream os(key);
  for (Value operand : op->getOperands())
    os << operand.getType().getAsOpaquePointer() << ' '
       << top::getLayerName(operand) << ' ';
  os << op->getResult(0).getType().getAsOpaquePointer();
  return key;
}

//===----------------------------------------------------------------------===//
// A layer alone
//===----------------------------------------------------------------------===//

static Type floatType(MLIRContext *context, Storage storage) {
  switch (storage) {
  case Storage::F16:
    return Float16Type::get(context);
  case Storage::BF16:
    return BFloat16Type::get(context);
  default:
    return Float32Type::get(context);
  }
}

/// The type of an operand that the float network has as `storage`.
static Type operandType(Value operand, Storage storage) {
  auto type = cast<RankedTensorType>(operand.getType());
  auto calibrated =
      dyn_cast<mlir::quant::CalibratedQuantizedType>(type.getElementType());
  if (!calibrated)
    return type;
  return type.clone(mlir::quant::CalibratedQuantizedType::get(
      floatType(type.getContext(), storage), calibrated.getMin(),
      calibrated.getMax()));
}

llvm::Expected<OwningOpRef<ModuleOp>> isolateLayer(Operation *op,
                                                   const Plan &network) {
  MLIRContext *context = op->getContext();
  OpBuilder builder(context);
  Location unknown = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(unknown);
  builder.setInsertionPointToEnd(module->getBody());
  auto func = func::FuncOp::create(builder, unknown, "main",
                                   builder.getFunctionType({}, {}));
  Block *block = func.addEntryBlock();
  builder.setInsertionPointToEnd(block);

  IRMapping mapping;
  for (Value operand : op->getOperands()) {
    if (mapping.contains(operand))
      continue;
    if (auto weight = operand.getDefiningOp<top::WeightOp>()) {
      builder.clone(*weight, mapping);
      continue;
    }
    llvm::StringRef name = top::getLayerName(operand);
    std::optional<ValueId> id = network.find(name);
    if (!id)
      return llvm::createStringError("the float network has no '" + name + "'");
    Type type = operandType(operand, network.value(*id).info.storage);
    Value argument = block->addArgument(type, unknown);
    OperationState state(top::layerLoc(context, name),
                         top::InputOp::getOperationName());
    state.addOperands(argument);
    state.addTypes(type);
    mapping.map(operand, builder.create(state)->getResult(0));
  }
  Operation *copy = builder.clone(*op, mapping);
  func::ReturnOp::create(builder, unknown, copy->getResults());
  func.setFunctionType(builder.getFunctionType(block->getArgumentTypes(),
                                               copy->getResultTypes()));
  return module;
}

/// Makes the lowered function return what the layer computes, and that in each
/// of the float types.
static llvm::Error returnInTypes(ModuleOp module, llvm::StringRef layer,
                                 llvm::ArrayRef<Storage> floatTypes) {
  Operation *op = layersOf(module).lookup(layer);
  auto func = *module.getOps<func::FuncOp>().begin();
  Operation *terminator = func.front().getTerminator();
  if (!op)
    return llvm::createStringError("layer '" + layer + "' vanished");
  OpBuilder builder(terminator);
  Value result = op->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  llvm::SmallVector<Value> results = {result};
  for (Storage storage : floatTypes) {
    Type element = floatType(module.getContext(), storage);
    if (type.getElementType() == element) {
      results.push_back(result);
      continue;
    }
    Location loc =
        top::layerLoc(module.getContext(), layer + "/as_" + stringify(storage));
    results.push_back(
        tpu::CastOp::create(builder, loc, type.clone(element), result));
  }
  terminator->setOperands(results);
  func.setFunctionType(builder.getFunctionType(func.getArgumentTypes(),
                                               terminator->getOperandTypes()));
  return llvm::Error::success();
}

llvm::Expected<LayerPlan> planIsolated(ModuleOp module, llvm::StringRef layer,
                                       const PlanContext &context) {
  if (llvm::Error error = returnInTypes(module, layer, context.floatTypes))
    return std::move(error);
  // Inputs come as the network's kernels leave them.
  PlanOptions planOptions = context.planOptions;
  for (BlockArgument argument :
       (*module.getOps<func::FuncOp>().begin()).getArguments())
    planOptions.inputLayouts.push_back(
        context.network
            .value(*context.network.find(top::getLayerName(argument)))
            .layout);
  auto plan = Plan::compile(module, planOptions);
  context.weights.release(module);
  if (!plan)
    return plan.takeError();
  LayerPlan result;
  result.plan = std::move(*plan);
  result.result = result.plan->outputs().front();
  result.floats = result.plan->outputs().drop_front().vec();
  return result;
}

llvm::Expected<LayerPlan> planLayer(Operation *op, const PlanContext &context) {
  auto module = isolateLayer(op, context.network);
  if (!module)
    return module.takeError();
  std::string name = top::getLayerName(op).str();
  QuantizationTable modes;
  modes.set(name, Mode::INT8);
  if (llvm::Error error = lower(**module, context.options,
                                context.options.floatMode, nullptr, modes))
    return std::move(error);
  return planIsolated(**module, name, context);
}

} // namespace tpuc::runtime
