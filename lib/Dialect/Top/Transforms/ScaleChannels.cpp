// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Filter.h"
#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPSCALECHANNELS
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

using Scales = llvm::ArrayRef<float>;

static int64_t rankOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getRank();
}

/// The axis of the channels of a layer's value, as the layer has them.
static int64_t channelAxis(Operation *layer, Value value) {
  return isa<MatMulOp, LayerNormOp>(layer) ? rankOf(value) - 1 : 1;
}

namespace {
/// Multiplies channels into the weights of one layer.
class ChannelScaling {
public:
  ChannelScaling(Operation *producer, Scales scales)
      : producer(producer), scales(scales), builder(producer) {}

  /// Checks everything before anything is changed.
  LogicalResult check() {
    int64_t channels = outputChannels(producer);
    if (channels == 0)
      return fail() << "its weights cannot be read, or it has none";
    if (channels != static_cast<int64_t>(scales.size()))
      return fail() << "there are " << scales.size() << " scales for "
                    << channels << " channels";
    Value result = producer->getResult(0);
    if (isNetworkOutput(result))
      return fail() << "it is an output of the network";
    int64_t axis = channelAxis(producer, result);
    for (OpOperand &use : result.getUses())
      if (!takesScales(use, axis, channels))
        return fail() << "'" << getLayerName(use.getOwner())
                      << "' reads it and cannot take the scales";
    return success();
  }

  /// Collects the weights that were replaced in `spent`.
  void apply(llvm::SetVector<Operation *> &spent) {
    collectWeights(producer, spent);
    divideOutputs();
    for (Operation *reader : producer->getResult(0).getUsers()) {
      collectWeights(reader, spent);
      multiplyInputs(reader);
    }
  }

private:
  Operation *producer;
  Scales scales;
  OpBuilder builder;

  InFlightDiagnostic fail() {
    return producer->emitOpError("cannot have its channels scaled: ");
  }

  /// Calls `visit` with the typed op and its filter.
  template <typename Visit> static bool withFilter(Operation *op, Visit visit) {
    return llvm::TypeSwitch<Operation *, bool>(op)
        .Case<ConvOp, DeconvOp, MatMulOp, ScaleOp>([&](auto linear) {
          std::optional<Filter> filter = filterOf(linear);
          if (filter)
            visit(linear, *filter);
          return filter.has_value();
        })
        .Default(false);
  }

  /// 0 when the layer has no weights that could be divided.
  static int64_t outputChannels(Operation *op) {
    int64_t channels = 0;
    if (auto norm = dyn_cast<LayerNormOp>(op)) {
      auto weight = getFloats(norm.getWeight());
      bool bias = !norm.getBias() || getFloats(norm.getBias());
      bool last =
          static_cast<int64_t>(norm.getAxis()) == rankOf(norm.getInput()) - 1;
      return weight && bias && last ? weight->size() : 0;
    }
    withFilter(op, [&](auto, const Filter &f) { channels = f.outputs; });
    return channels;
  }

  static bool takesScales(OpOperand &use, int64_t axis, int64_t channels) {
    Operation *reader = use.getOwner();
    int64_t inputs = 0;
    withFilter(reader, [&](auto, const Filter &f) { inputs = f.inputs; });
    auto product = dyn_cast<MatMulOp>(reader);
    return use.getOperandNumber() == 0 && inputs == channels &&
           channelAxis(reader, use.get()) == axis &&
           !(product && product.getLeftTranspose());
  }

  static void collectWeights(Operation *op,
                             llvm::SetVector<Operation *> &spent) {
    for (Value operand : op->getOperands())
      if (isWeight(operand))
        spent.insert(operand.getDefiningOp());
  }

  void divideOutputs() {
    if (auto norm = dyn_cast<LayerNormOp>(producer)) {
      divide(norm.getWeightMutable(), "weight");
      if (norm.getBias())
        divide(norm.getBiasMutable(), "bias");
      return;
    }
    withFilter(producer, [&](auto op, const Filter &filter) {
      SmallVector<double> elements(filter.elements), bias(filter.bias);
      for (auto [i, element] : llvm::enumerate(elements))
        element /= scales[channelsOf(op, filter, i).first];
      for (auto [c, value] : llvm::enumerate(bias))
        value /= scales[c];
      setWeights(op, op, filter, elements, bias, builder);
    });
  }

  void divide(MutableOperandRange operand, llvm::StringRef role) {
    SmallVector<double> elements(*getFloats(operand[0].get()));
    for (auto [c, value] : llvm::enumerate(elements))
      value /= scales[c];
    int64_t channels = elements.size();
    operand.assign(createWeight(builder, producer, role, elements, {channels}));
  }

  void multiplyInputs(Operation *reader) {
    builder.setInsertionPoint(reader);
    withFilter(reader, [&](auto op, const Filter &filter) {
      SmallVector<double> elements(filter.elements), bias(filter.bias);
      for (auto [i, element] : llvm::enumerate(elements))
        element *= scales[channelsOf(op, filter, i).second];
      setWeights(op, op, filter, elements, bias, builder);
    });
  }
};

struct ScaleChannels : tpuc::top::impl::TopScaleChannelsBase<ScaleChannels> {
  using TopScaleChannelsBase::TopScaleChannelsBase;

  void runOnOperation() override {
    llvm::SetVector<Operation *> spent;
    SmallVector<Operation *> marked;
    for (Operation &op : getOperation().getOps())
      if (op.hasAttr(kChannelScaleAttr))
        marked.push_back(&op);
    for (Operation *op : marked) {
      if (failed(verifyCorrections(op)))
        return signalPassFailure();
      auto attribute = op->getAttrOfType<DenseElementsAttr>(kChannelScaleAttr);
      auto values = attribute.getValues<float>();
      SmallVector<float> scales(values.begin(), values.end());
      ChannelScaling scaling(op, scales);
      if (failed(scaling.check()))
        return signalPassFailure();
      scaling.apply(spent);
      op->removeAttr(kChannelScaleAttr);
      ++numScaled;
    }
    for (Operation *weight : spent)
      if (weight->use_empty())
        weight->erase();
  }
};
} // namespace
