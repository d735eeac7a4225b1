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
    : options(options), weights(std::make_shared<WeightStore>()) {}

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
  auto reference = runWhole(floatNetwork);
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
  base = std::make_unique<Executor>(*lowered, options.threads);
  auto feeds = Feeds::create(**lowered, samples);
  if (!feeds)
    return feeds.takeError();
  baseFeeds = std::move(*feeds);
  store = std::make_unique<ActivationStore>(*base, *baseFeeds, samples.samples,
                                            options.memoryBudget);
  for (const Target &target : targets) {
    std::optional<ValueId> id = target.in(base->plan());
    if (!id)
      return llvm::createStringError("the lowered network has no '" +
                                     target.name + "' to compare");
    baseTargets.push_back(*id);
  }
  auto tensors = runWhole(*lowered);
  if (!tensors)
    return tensors.takeError();
  baseTensors = std::move(*tensors);
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

llvm::Expected<std::shared_ptr<const Plan>>
TrialSessionImpl::lowerWhole(Mode mode, const CalibrationTable *table,
                             const QuantizationTable &modes,
                             LoweringReport *report) {
  OwningOpRef<ModuleOp> module = top->clone();
  llvm::Error error = lower(*module, options, mode, table, modes, report);
  if (error)
    return std::move(error);
  auto plan = Plan::compile(*module, planOptions());
  userWeights.release(*module);
  return plan;
}

llvm::Expected<TrialSessionImpl::Outcome>
TrialSessionImpl::runWhole(const std::shared_ptr<const Plan> &plan) {
  Executor executor(plan, options.threads);
  auto feeds = Feeds::create(*plan, samples);
  if (!feeds)
    return feeds.takeError();
  auto outcome = std::make_shared<ComparedTensors>();
  outcome->samples = samples.samples;
  llvm::BitVector observed(plan->values().size());
  std::vector<ValueId> ids;
  for (auto [i, target] : llvm::enumerate(targets)) {
    std::optional<ValueId> id = target.in(*plan);
    if (!id)
      return llvm::createStringError("the lowered network has no '" +
                                     target.name + "' to compare");
    ids.push_back(*id);
    observed.set(*id);
    TensorInfo info = plan->value(*id).info;
    info.name = target.name;
    outcome->data.emplace_back(info.numElements() * samples.samples);
    outcome->infos.push_back(std::move(info));
  }
  unsigned workers = executor.numWorkers();
  std::vector<StepId> steps = plan->upstream(ids);
  std::vector<WorkItem> items = splitSamples(
      samples.samples, samplesPerItem(*plan, options.memoryBudget, workers),
      workers);
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    feeds->bind(item, memory);
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = plan->value(id);
    for (auto [i, target] : llvm::enumerate(ids))
      if (target == id)
        exportValue(value, data, item.samples, /*raw=*/false,
                    outcome->data[i].data() + item.firstSample * value.size);
  };
  Job job{steps, items, bind, &observed, observe};
  if (llvm::Error error = executor.run(job))
    return std::move(error);
  return outcome;
}

llvm::Error TrialSessionImpl::setThreshold(llvm::StringRef layer,
                                           Threshold value) {
  if (!layerOps.contains(layer))
    return llvm::createStringError("the network has no layer '" + layer + "'");
  options.table.set(layer, value);
  return llvm::Error::success();
}

llvm::Expected<Trials>
TrialSessionImpl::evaluate(const QuantizationTable &modes, Mode mode,
                           const CalibrationTable *table) {
  auto plan = lowerWhole(mode, table ? table : &options.table, modes);
  if (!plan)
    return plan.takeError();
  auto outcome = runWhole(*plan);
  if (!outcome)
    return outcome.takeError();
  Trials trials(referenceTensors, 1, samples.samples);
  trials.set(0, std::move(*outcome));
  return trials;
}

} // namespace tpuc::runtime
