// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Whole networks: the float one, that in the chip's float type, and mixes.
#include "Session.h"

#include <cstring>

using namespace mlir;

namespace tpuc::runtime {

llvm::Expected<LoweredNetwork>
TrialSessionImpl::lowerWhole(Mode mode, const CalibrationTable *table,
                             const QuantizationTable &modes,
                             LoweringReport *report) {
  OwningOpRef<ModuleOp> module = top->clone();
  llvm::Error error = lower(*module, options, mode, table, modes, report);
  if (error)
    return std::move(error);
  auto plan = Plan::compile(*module, planOptions());
  LoweredNetwork network;
  if (plan) {
    network.plan = std::move(*plan);
    network.keys = valueKeys(*module, *network.plan, userWeights);
  }
  userWeights.release(*module);
  if (!plan)
    return plan.takeError();
  return network;
}

llvm::Expected<std::vector<ValueId>>
TrialSessionImpl::targetsIn(const Plan &plan) const {
  std::vector<ValueId> ids;
  for (const Target &target : targets) {
    std::optional<ValueId> id = target.in(plan);
    if (!id)
      return llvm::createStringError("the lowered network has no '" +
                                     target.name + "' to compare");
    ids.push_back(*id);
  }
  return ids;
}

TrialSessionImpl::Outcome
TrialSessionImpl::makeOutcome(const Plan &plan,
                              llvm::ArrayRef<ValueId> ids) const {
  auto outcome = std::make_shared<ComparedTensors>();
  outcome->samples = samples.samples;
  for (auto [target, id] : llvm::zip_equal(targets, ids)) {
    TensorInfo info = plan.value(id).info;
    info.name = target.name;
    outcome->data.emplace_back(info.numElements() * samples.samples);
    outcome->infos.push_back(std::move(info));
  }
  return outcome;
}

llvm::Error TrialSessionImpl::runBase() {
  if (baseTensors)
    return llvm::Error::success();
  if (!store->keepsAll()) {
    auto tensors = runWhole({base->sharedPlan(), {}});
    if (!tensors)
      return tensors.takeError();
    baseTensors = std::move(*tensors);
    return llvm::Error::success();
  }
  if (llvm::Error error = store->load({}, {0, samples.samples}))
    return error;
  baseTensors = makeOutcome(base->plan(), baseTargets);
  for (auto [i, id] : llvm::enumerate(baseTargets))
    exportValue(base->plan().value(id), store->at(id, 0), samples.samples,
                /*raw=*/false, baseTensors->data[i].data());
  return llvm::Error::success();
}

llvm::DenseMap<ValueId, TrialSessionImpl::Known>
TrialSessionImpl::knownValues(const LoweredNetwork &network) {
  llvm::DenseMap<ValueId, Known> known;
  bool hasBase = baseTensors && store->keepsAll();
  for (auto [id, key] : llvm::enumerate(network.keys)) {
    if (key == ValueKey())
      continue;
    auto inBase = baseValues.find(key);
    if (hasBase && inBase != baseValues.end())
      known[id] = {store->at(inBase->second, 0), nullptr};
    else if (std::shared_ptr<const Buffer> kept = mixes.find(key))
      known[id] = {kept->data(), kept};
  }
  return known;
}

llvm::Expected<TrialSessionImpl::Outcome>
TrialSessionImpl::runWhole(const LoweredNetwork &network) {
  const Plan &plan = *network.plan;
  Executor executor(network.plan, options.threads, arenas);
  arenas = executor.memory();
  auto feeds = Feeds::create(plan, samples);
  if (!feeds)
    return feeds.takeError();
  auto ids = targetsIn(plan);
  if (!ids)
    return ids.takeError();
  Outcome outcome = makeOutcome(plan, *ids);

  llvm::DenseMap<ValueId, Known> known = knownValues(network);
  llvm::BitVector given(plan.values().size()), observed(plan.values().size());
  for (auto [id, value] : known)
    given.set(id);
  for (ValueId id : *ids)
    observed.set(id);
  std::vector<StepId> steps =
      neededSteps(plan, plan.upstream(*ids), *ids, given);
  llvm::BitVector wanted =
      valuesToKeep(network, *ids, mixes.most(samples.samples));
  llvm::DenseMap<ValueId, std::shared_ptr<Buffer>> toKeep;
  for (StepId step : steps) {
    ValueId id = plan.steps()[step].result;
    if (!wanted[id])
      continue;
    auto buffer =
        std::make_shared<Buffer>(plan.value(id).size * samples.samples);
    if (!buffer->data())
      return llvm::createStringError("out of memory");
    toKeep[id] = std::move(buffer);
    observed.set(id);
  }

  unsigned workers = executor.numWorkers();
  std::vector<WorkItem> items = splitSamples(
      samples.samples, samplesPerItem(plan, options.memoryBudget, workers),
      workers);
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    feeds->bind(item, memory);
    for (const auto &[id, value] : known)
      memory[id] = value.data + item.firstSample * plan.value(id).size;
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = plan.value(id);
    int64_t first = item.firstSample * value.size;
    auto to = toKeep.find(id);
    if (to != toKeep.end())
      std::memcpy(to->second->data() + first, data,
                  item.samples * value.size * sizeof(float));
    for (auto [i, target] : llvm::enumerate(*ids))
      if (target == id)
        exportValue(value, data, item.samples, /*raw=*/false,
                    outcome->data[i].data() + first);
  };
  Job job{steps, items, bind, &observed, observe};
  if (llvm::Error error = executor.run(job))
    return std::move(error);
  for (auto &[id, data] : toKeep)
    mixes.keep(network.keys[id], std::move(data));
  return outcome;
}

llvm::Expected<Trials>
TrialSessionImpl::evaluate(const QuantizationTable &modes, Mode mode,
                           const CalibrationTable *table) {
  auto network = lowerWhole(mode, table ? table : &options.table, modes);
  if (!network)
    return network.takeError();
  auto outcome = runWhole(*network);
  if (!outcome)
    return outcome.takeError();
  Trials trials(referenceTensors, 1, samples.samples);
  trials.set(0, std::move(*outcome));
  return trials;
}

} // namespace tpuc::runtime
