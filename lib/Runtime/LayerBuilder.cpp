// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the function that builds one layer is given.
#include "PlanBuilder.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

LayerBuilder::LayerBuilder(PlanBuilder &parent, Operation *op)
    : op(op), parent(parent) {
  result.name = top::getLayerName(op).str();
  result.op = op->getName().getStringRef().str();
}

llvm::Error LayerBuilder::error(const llvm::Twine &message) const {
  return llvm::createStringError("layer '" + result.name + "' (" + result.op +
                                 "): " + message);
}

bool LayerBuilder::isConstant(Value value) { return top::isWeight(value); }

llvm::Expected<WeightFloats> LayerBuilder::constant(Value value) {
  auto weight = value.getDefiningOp<top::WeightOp>();
  if (!weight)
    return error("an operand must be a weight");
  auto floats = decodeWeight(weight);
  if (!floats)
    return error(llvm::toString(floats.takeError()));
  parent.addWeights(floats->get().size());
  return floats;
}

llvm::Expected<std::vector<float>> LayerBuilder::constantOrEmpty(Value value) {
  if (!value)
    return std::vector<float>();
  auto floats = constant(value);
  if (!floats)
    return floats.takeError();
  return floats->copy();
}

Shape LayerBuilder::shape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().vec();
}

TensorInfo LayerBuilder::info(Value value) const {
  TensorInfo info;
  readTensorType(value.getType(), info);
  return info;
}

Layout LayerBuilder::layout(Value value) const {
  auto it = parent.ids.find(value);
  return it == parent.ids.end() ? Layout::NCHW
                                : parent.plan->value(it->second).layout;
}

llvm::Expected<size_t> LayerBuilder::use(Value value, Layout layout) {
  auto it = parent.ids.find(value);
  ValueId id;
  if (it != parent.ids.end()) {
    id = it->second;
  } else if (auto weight = value.getDefiningOp<top::WeightOp>()) {
    auto made = parent.materialize(weight);
    if (!made)
      return error(llvm::toString(made.takeError()));
    id = *made;
  } else {
    return error("an operand cannot be executed");
  }
  operands.push_back(parent.inLayout(id, layout));
  return operands.size() - 1;
}

quant::FloatRound LayerBuilder::rounding(Storage storage) const {
  switch (storage) {
  case Storage::F16:
    return quant::FloatRound::F16;
  case Storage::BF16:
    return isCv18() ? quant::FloatRound::BF16Cv18 : quant::FloatRound::BF16;
  default:
    return quant::FloatRound::None;
  }
}

quant::FloatRound LayerBuilder::rounding() const {
  return rounding(result.storage);
}

FloatEpilogue LayerBuilder::epilogue(bool relu, double reluLimit) const {
  return {relu, static_cast<float>(reluLimit), rounding()};
}

quant::UniformParams LayerBuilder::params(const TensorInfo &info) {
  return {info.scale, static_cast<int32_t>(info.zeroPoint),
          info.storage != Storage::U8};
}

IntRange LayerBuilder::resultRange(bool relu) const {
  IntRange range = quant::int8Range(result.storage != Storage::U8);
  if (relu)
    range.lo = static_cast<int32_t>(result.zeroPoint);
  return range;
}

InputRange LayerBuilder::inputRange(const TensorInfo &info) {
  switch (info.storage) {
  case Storage::U8:
    return {0.0f, 255.0f};
  case Storage::I16:
    return {-32768.0f, 32767.0f};
  case Storage::I32:
  case Storage::I64:
    return {-2147483648.0f, 2147483648.0f};
  default:
    return {-128.0f, 127.0f};
  }
}

InputRange LayerBuilder::operandRange(Value value, const TensorInfo &info) {
  InputRange range = inputRange(info);
  // Quirk Q6: |-128| leaves as 128. Moves pass it on, so any i8 may hold it.
  if (info.storage == Storage::I8 && !isConstant(value))
    range.hi = 128.0f;
  return range;
}

llvm::Error LayerBuilder::finish(Layout layout, StepFunction run) {
  PlanValue value;
  value.info = std::move(result);
  value.layout = layout;
  ValueId id = parent.addValue(std::move(value));
  parent.addStep(std::move(run), operands, id);
  parent.ids[op->getResult(0)] = id;
  return llvm::Error::success();
}

llvm::Error LayerBuilder::finishPerSample(Layout layout, SampleFunction run) {
  llvm::SmallVector<int64_t, 3> strides;
  for (ValueId id : operands)
    strides.push_back(parent.plan->value(id).size);
  int64_t outStride = result.numElements();
  return finish(layout, [=, run = std::move(run)](const StepArgs &args) {
    llvm::SmallVector<const float *, 4> in(args.in.begin(), args.in.end());
    float *out = args.out;
    for (int64_t s = 0; s < args.samples; ++s) {
      Status status = run(in, out);
      if (!status.ok())
        return status;
      for (size_t i = 0; i < in.size(); ++i)
        in[i] += strides[i];
      out += outStride;
    }
    return Status();
  });
}

} // namespace tpuc::runtime
