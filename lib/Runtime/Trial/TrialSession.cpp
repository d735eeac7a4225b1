// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/TrialSession.h"
#include "Session.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;

namespace tpuc::runtime {

llvm::Expected<std::unique_ptr<TrialSession>>
TrialSession::create(ModuleOp module, const TrialOptions &options,
                     MakeSamples samples) {
  auto session = std::make_unique<TrialSessionImpl>(options);
  if (llvm::Error error = session->init(module, samples))
    return std::move(error);
  return session;
}

TrialSession::~TrialSession() = default;

TrialSessionImpl::TrialSessionImpl(const TrialOptions &options)
    : options(options), weights(std::make_shared<WeightStore>()),
      // A part of what the kept activations may take.
      mixes(options.memoryBudget / 16) {}

TrialSessionImpl::~TrialSessionImpl() {
  if (types)
    userWeights.release(types->legalized());
}

PlanOptions TrialSessionImpl::planOptions() const {
  PlanOptions result;
  result.weights = weights;
  return result;
}

llvm::Error TrialSessionImpl::init(ModuleOp module,
                                   TrialSession::MakeSamples makeSamples) {
  top = module.clone();
  userWeights.keep(*top);
  auto network = Plan::compile(*top, planOptions());
  if (!network)
    return network.takeError();
  floatNetwork = std::move(*network);
  RunRequest given = makeSamples(floatNetwork->inputs().size());
  samples = given;
  for (auto [i, id] : llvm::enumerate(floatNetwork->inputs())) {
    const float *data = given.inputs[i];
    int64_t count = given.samples * floatNetwork->value(id).size;
    sampleData.emplace_back(data, data + count);
    samples.inputs[i] = sampleData.back().data();
  }
  if (llvm::Error error = initTargets())
    return error;
  auto reference = runWhole({floatNetwork, {}});
  if (!reference)
    return reference.takeError();
  referenceTensors = std::move(*reference);

  auto typed = TypedNetwork::create(*top, options);
  if (!typed)
    return typed.takeError();
  types = std::make_unique<TypedNetwork>(std::move(*typed));
  ownWeights = userWeights;
  ownWeights.keep(types->legalized());

  // Every layer by name: lowering may compute in f32 what nobody asked for.
  QuantizationTable allFloat;
  top->walk([&](Operation *op) {
    if (op->getNumResults() == 1 && !isa<top::WeightOp, top::InputOp>(op))
      allFloat.set(top::getLayerName(op), options.floatMode);
  });
  auto lowered = lowerWhole(Mode::INT8, &options.table, allFloat);
  if (!lowered)
    return lowered.takeError();
  base = std::make_unique<Executor>(lowered->plan, options.threads, arenas);
  auto feeds = Feeds::create(*lowered->plan, samples);
  if (!feeds)
    return feeds.takeError();
  baseFeeds = std::move(*feeds);
  store = std::make_unique<ActivationStore>(*base, *baseFeeds, samples.samples,
                                            options.memoryBudget);
  auto ids = targetsIn(base->plan());
  if (!ids)
    return ids.takeError();
  baseTargets = std::move(*ids);
  for (auto [id, key] : llvm::enumerate(lowered->keys))
    if (key != ValueKey())
      baseValues[key] = id;
  return initLayers();
}

llvm::Error TrialSessionImpl::initTargets() {
  llvm::StringMap<size_t> outputs;
  std::vector<std::string> names = options.compare;
  for (auto [i, id] : llvm::enumerate(floatNetwork->outputs())) {
    const std::string &name = floatNetwork->value(id).info.name;
    outputs.try_emplace(name, i);
    if (options.compare.empty())
      names.push_back(name);
  }
  for (const std::string &name : names) {
    Target target;
    target.name = name;
    auto it = outputs.find(name);
    if (it != outputs.end())
      target.output = it->second;
    else if (!floatNetwork->find(name))
      return llvm::createStringError("the network has no layer '" + name +
                                     "' to compare");
    targets.push_back(std::move(target));
  }
  return llvm::Error::success();
}

llvm::Error TrialSessionImpl::initLayers() {
  // Lowering the whole network says which layers have an INT8 form; and that
  // the table fits the network.
  LoweringReport report;
  auto lowered = lowerWhole(Mode::INT8, &options.table, {}, &report);
  if (!lowered)
    return lowered.takeError();
  llvm::StringMap<bool> isFloat;
  for (const LayerReport &layer : report.layers)
    isFloat[layer.name] = layer.mode != Mode::INT8;
  top->walk([&](Operation *op) {
    if (op->getNumResults() != 1 || isa<top::WeightOp>(op))
      return;
    std::string name = top::getLayerName(op).str();
    layerOps[name] = op;
    if (isa<top::InputOp>(op))
      return;
    // What moves values in the type they have has nothing to lower.
    bool moves = isa<top::ReshapeOp, top::SqueezeOp, top::UnsqueezeOp>(op);
    allLayers.push_back({name, op->getName().getStringRef().str(),
                         !moves && isFloat.lookup(name)});
  });
  return llvm::Error::success();
}

llvm::Error TrialSessionImpl::setThreshold(llvm::StringRef layer,
                                           Threshold value) {
  if (!layerOps.contains(layer))
    return llvm::createStringError("the network has no layer '" + layer + "'");
  options.table.set(layer, value);
  return llvm::Error::success();
}

} // namespace tpuc::runtime
