// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PlanBuilder.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include <cstring>

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

Shape physicalShape(const Shape &shape, Layout layout) {
  return physicalOrder(shape, layout);
}

int64_t physicalAxis(int64_t axis, Layout layout) {
  static constexpr int64_t places[] = {0, 3, 1, 2};
  return layout == Layout::NHWC ? places[axis] : axis;
}

Shape physicalOrder(llvm::ArrayRef<int64_t> perDim, Layout layout) {
  if (layout == Layout::NHWC)
    return {perDim[0], perDim[2], perDim[3], perDim[1]};
  return perDim.vec();
}

ChannelView channelViewOf(const Shape &shape, Layout layout) {
  if (shape.size() < 2)
    return {1, numElements(shape), 1};
  int64_t inner = 1;
  for (size_t i = 2; i < shape.size(); ++i)
    inner *= shape[i];
  return channelView(layout, shape[0], shape[1], inner);
}

bool layoutsCoincide(const Shape &shape) {
  return shape.size() != 4 || shape[1] == 1 || shape[2] * shape[3] == 1;
}

//===----------------------------------------------------------------------===//
// PlanBuilder
//===----------------------------------------------------------------------===//

PlanBuilder::PlanBuilder(const PlanOptions &options, const Chip *chip)
    : options(options), chip(chip), plan(new Plan()) {}

ValueId PlanBuilder::addValue(PlanValue value) {
  ValueId id = plan->allValues.size();
  if (!value.info.name.empty()) {
    plan->byName.try_emplace(value.info.name, id);
    plan->namedIds.push_back(id);
  }
  value.size = value.info.numElements();
  plan->allValues.push_back(std::move(value));
  return id;
}

void PlanBuilder::addStep(StepFunction run, llvm::ArrayRef<ValueId> operands,
                          ValueId result) {
  PlanStep step;
  step.run = std::move(run);
  step.operands.assign(operands.begin(), operands.end());
  step.result = result;
  plan->allSteps.push_back(std::move(step));
}

ValueId PlanBuilder::inLayout(ValueId id, Layout layout) {
  if (plan->allValues[id].layout == layout)
    return id;
  auto [it, inserted] = reordered.try_emplace(id, 0);
  if (!inserted)
    return it->second;

  PlanValue copy = plan->allValues[id];
  copy.info.name.clear();
  copy.layout = layout;
  const auto &shape = copy.info.shape;
  int64_t n = shape[0], c = shape[1], hw = shape[2] * shape[3];
  StepFunction run;
  if (!layoutsCoincide(shape)) {
    int64_t rows = layout == Layout::NHWC ? c : hw;
    int64_t cols = layout == Layout::NHWC ? hw : c;
    auto transpose =
        options.reference ? reference::transposeInner : fast::transposeInner;
    run = [=](const StepArgs &args) {
      transpose(args.in[0], args.out, n * args.samples, rows, cols);
      return Status();
    };
  }
  ValueId result = addValue(std::move(copy));
  addStep(std::move(run), id, result);
  reordered[id] = result;
  return result;
}

llvm::Expected<ValueId> PlanBuilder::materialize(top::WeightOp weight) {
  auto floats = options.weights->decoded(weight);
  if (!floats)
    return floats.takeError();
  PlanValue value;
  if (!readTensorType(weight.getType(), value.info))
    return llvm::createStringError("weight '" + weight.getWeightName() +
                                   "' cannot be an activation");
  ValueId id = addValue(std::move(value));
  addStep(
      [data = *floats](const StepArgs &args) {
        for (int64_t s = 0; s < args.samples; ++s)
          std::memcpy(args.out + s * data->size(), data->data(),
                      data->size() * sizeof(float));
        return Status();
      },
      {}, id);
  ids[weight] = id;
  return id;
}

void PlanBuilder::nameWeight(top::WeightOp weight, ValueId id) {
  TensorInfo &info = plan->allValues[id].info;
  if (!info.name.empty())
    return;
  info.name = weight.getWeightName().str();
  info.op = weight->getName().getStringRef().str();
  plan->byName.try_emplace(info.name, id);
  plan->namedIds.push_back(id);
}

llvm::Error PlanBuilder::addInput(Operation *op) {
  // The layer and the function's argument are one value, under its name.
  ValueId id = ids.lookup(op->getOperand(0));
  llvm::StringRef name = top::getLayerName(op);
  PlanValue &value = plan->allValues[id];
  if (value.info.name.empty()) {
    value.info.name = name.str();
    value.info.op = op->getName().getStringRef().str();
    plan->byName.try_emplace(name, id);
    plan->namedIds.push_back(id);
    ids[op->getResult(0)] = id;
    return llvm::Error::success();
  }
  PlanValue again = value;
  again.info.name = name.str();
  ValueId result = addValue(std::move(again));
  addStep(nullptr, id, result);
  ids[op->getResult(0)] = result;
  return llvm::Error::success();
}

llvm::Error PlanBuilder::addOp(Operation *op) {
  if (isa<top::WeightOp>(op))
    return llvm::Error::success();
  if (isa<top::InputOp>(op))
    return addInput(op);
  if (op->hasTrait<OpTrait::IsTerminator>()) {
    for (Value operand : op->getOperands()) {
      if (auto weight = operand.getDefiningOp<top::WeightOp>()) {
        auto id = materialize(weight);
        if (!id)
          return id.takeError();
        nameWeight(weight, *id);
      }
      plan->outputIds.push_back(ids.lookup(operand));
    }
    return llvm::Error::success();
  }
  const LayerFunction *build = LayerRegistry::get().lookup(op->getName());
  if (!build || op->getNumResults() != 1)
    return llvm::createStringError("layer '" + top::getLayerName(op) + "' (" +
                                   op->getName().getStringRef() +
                                   "): the op cannot be executed");
  LayerBuilder layer(*this, op);
  if (!readTensorType(op->getResult(0).getType(), layer.result))
    return layer.error("its result type cannot be executed");
  return (*build)(layer);
}

llvm::Expected<std::shared_ptr<const Plan>>
PlanBuilder::build(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return llvm::createStringError("the function has more than one block");
  for (BlockArgument arg : func.getArguments()) {
    PlanValue value;
    if (!readTensorType(arg.getType(), value.info))
      return llvm::createStringError(
          "argument " + llvm::Twine(arg.getArgNumber()) +
          " of the function has a type that cannot be executed");
    if (arg.getArgNumber() < options.inputLayouts.size() &&
        value.info.shape.size() == 4)
      value.layout = options.inputLayouts[arg.getArgNumber()];
    ids[arg] = addValue(std::move(value));
    plan->inputIds.push_back(ids[arg]);
  }
  for (Operation &op : func.getBody().front())
    if (llvm::Error error = addOp(&op))
      return std::move(error);
  for (auto [i, id] : llvm::enumerate(plan->inputIds)) {
    PlanValue &value = plan->allValues[id];
    if (!value.info.name.empty())
      continue;
    value.info.name = "arg" + std::to_string(i);
    plan->byName.try_emplace(value.info.name, id);
    plan->namedIds.push_back(id);
  }
  assignMemory();
  return std::shared_ptr<const Plan>(plan.release());
}

void PlanBuilder::assignMemory() {
  auto &values = plan->allValues;
  size_t numSteps = plan->allSteps.size();
  // A view lives in the memory of its root.
  std::vector<ValueId> root(values.size());
  std::vector<int64_t> firstUse(values.size(), -1), lastUse(values.size(), -1);
  for (ValueId id = 0; id < values.size(); ++id)
    root[id] = id;
  for (auto [index, step] : llvm::enumerate(plan->allSteps)) {
    if (!step.run)
      root[step.result] = root[step.operands[0]];
    else
      firstUse[step.result] = index;
    for (ValueId operand : step.operands)
      lastUse[root[operand]] = index;
    lastUse[root[step.result]] = index;
  }
  for (ValueId id : plan->outputIds)
    lastUse[root[id]] = numSteps;

  // First fit in order of definition, among values alive at the same time.
  constexpr int64_t align = 16; // floats: one cache line
  struct Block {
    int64_t begin, end, lastUse;
  };
  std::vector<Block> live; // sorted by place
  for (const PlanStep &step : plan->allSteps) {
    ValueId id = step.result;
    if (root[id] != id)
      continue;
    int64_t now = firstUse[id];
    llvm::erase_if(live, [&](const Block &b) { return b.lastUse < now; });
    int64_t size = llvm::alignTo(values[id].size, align);
    int64_t place = 0;
    auto at = live.begin();
    for (; at != live.end() && at->begin < place + size; ++at)
      place = at->end;
    live.insert(at, {place, place + size, lastUse[id]});
    values[id].offset = place;
    plan->arenaElements = std::max(plan->arenaElements, place + size);
  }
  for (ValueId id = 0; id < values.size(); ++id)
    if (root[id] != id)
      values[id].offset = values[root[id]].offset;
}

//===----------------------------------------------------------------------===//
// Registry
//===----------------------------------------------------------------------===//

const LayerRegistry &LayerRegistry::get() {
  static const LayerRegistry registry = [] {
    LayerRegistry r;
    addActivationLayers(r);
    addCastLayers(r);
    addConvLayers(r);
    addEltwiseLayers(r);
    addIndexLayers(r);
    addMatMulLayers(r);
    addMoveLayers(r);
    addNormLayers(r);
    addPlaceLayers(r);
    addPoolLayers(r);
    addReduceLayers(r);
    addResizeLayers(r);
    addRnnLayers(r);
    addSampleLayers(r);
    addTableLayers(r);
    return r;
  }();
  return registry;
}

const LayerFunction *LayerRegistry::lookup(OperationName name) const {
  auto it = functions.find(name.getTypeID());
  return it == functions.end() ? nullptr : &it->second;
}

bool canExecute(OperationName name) {
  return name.getTypeID() == TypeID::get<top::InputOp>() ||
         name.getTypeID() == TypeID::get<top::WeightOp>() ||
         LayerRegistry::get().lookup(name);
}

} // namespace tpuc::runtime
