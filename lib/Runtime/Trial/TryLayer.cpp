// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Trials of one layer: lowered for each candidate, fed from kept activations,
// and what lies below it run again for all candidates at once.
#include "Session.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/StringMap.h"

#include <cstring>

using namespace mlir;

namespace tpuc::runtime {

const Suffix &TrialSessionImpl::suffixOf(ValueId result) {
  std::unique_ptr<Suffix> &suffix = suffixes[result];
  if (!suffix)
    suffix = std::make_unique<Suffix>(base->plan(), result, baseTargets);
  return *suffix;
}

llvm::Expected<const Suffix *>
TrialSessionImpl::suffixOf(llvm::StringRef layer) {
  Operation *op = layerOps.lookup(layer);
  if (!op || isa<top::InputOp>(op))
    return llvm::createStringError("the network has no layer '" + layer +
                                   "' to try");
  std::optional<ValueId> result = base->plan().find(layer);
  if (!result)
    return llvm::createStringError("layer '" + layer +
                                   "' is not in the lowered network");
  bool follows =
      isa<top::ReshapeOp, top::SqueezeOp, top::UnsqueezeOp>(op) &&
      !isa_and_nonnull<top::InputOp>(op->getOperand(0).getDefiningOp());
  const Suffix &suffix = suffixOf(*result);
  return follows || suffix.changed.none() ? nullptr : &suffix;
}

llvm::Expected<Trials>
TrialSessionImpl::tryLayer(llvm::StringRef layer,
                           llvm::ArrayRef<ThresholdOverrides> overrides) {
  auto suffix = suffixOf(layer);
  if (!suffix)
    return suffix.takeError();
  Trials trials(referenceTensors, overrides.size());
  if (!*suffix) {
    for (size_t i = 0; i < overrides.size(); ++i)
      trials.set(i, baseTensors);
    return trials;
  }
  std::vector<size_t> which;
  auto candidates = lowerCandidates(layer, **suffix, overrides, which);
  if (!candidates)
    return candidates.takeError();
  if (llvm::Error error = runCandidates(*candidates, **suffix))
    return std::move(error);
  for (size_t i = 0; i < overrides.size(); ++i)
    trials.set(i, (*candidates)[which[i]].outcome);
  return trials;
}

llvm::Expected<Trials> TrialSessionImpl::tryParts(llvm::StringRef layer) {
  auto suffix = suffixOf(layer);
  if (!suffix)
    return suffix.takeError();
  if (llvm::Error error = types->import(options.table))
    return std::move(error);
  Operation *op = types->lookup(layer);
  Trials trials(referenceTensors, 2);
  std::vector<Candidate> candidates;
  std::vector<size_t> places;
  for (LayerPart part : {LayerPart::Weights, LayerPart::Activations}) {
    size_t place = static_cast<size_t>(part);
    trials.set(place, baseTensors);
    if (!*suffix || !op)
      continue;
    auto lowered = planPart(op, part, planContext(**suffix));
    if (!lowered)
      return lowered.takeError();
    if (!*lowered)
      continue;
    candidates.push_back(makeCandidate(std::move(**lowered)));
    places.push_back(place);
  }
  if (candidates.empty())
    return trials;
  if (llvm::Error error = runCandidates(candidates, **suffix))
    return std::move(error);
  for (auto [place, candidate] : llvm::zip_equal(places, candidates))
    trials.set(place, candidate.outcome);
  return trials;
}

llvm::Error
TrialSessionImpl::runCandidates(llvm::MutableArrayRef<Candidate> candidates,
                                const Suffix &suffix) {
  std::vector<ValueId> needed = suffix.externals;
  for (const Candidate &candidate : candidates)
    for (ValueId input : candidate.lowered.plan->inputs())
      needed.push_back(
          *base->plan().find(candidate.lowered.plan->value(input).info.name));

  for (const WorkItem &chunk : store->chunks(needed)) {
    if (llvm::Error error = store->load(needed, chunk))
      return error;
    for (Candidate &candidate : candidates)
      if (llvm::Error error = runLayer(candidate, suffix, chunk))
        return error;

    // Candidates whose results are the same go on as one.
    std::vector<Candidate *> distinct;
    std::vector<std::pair<Candidate *, Candidate *>> twins;
    for (Candidate &candidate : candidates) {
      auto same = llvm::find_if(distinct, [&](Candidate *other) {
        for (size_t t = 0; t < candidate.floats.size(); ++t)
          if (std::memcmp(candidate.floats[t].data(), other->floats[t].data(),
                          candidate.floats[t].size() * sizeof(float)))
            return false;
        return true;
      });
      if (same == distinct.end())
        distinct.push_back(&candidate);
      else
        twins.emplace_back(&candidate, *same);
    }
    for (const Suffix::Branch &branch : suffix.branches)
      if (llvm::Error error = runBranch(distinct, suffix, branch, chunk))
        return error;
    if (llvm::Error error = runSuffix(distinct, suffix, chunk))
      return error;
    for (auto [twin, original] : twins)
      for (size_t t = 0; t < targets.size(); ++t) {
        int64_t size = base->plan().value(baseTargets[t]).size;
        if (suffix.own[t] && !targets[t].output)
          continue;
        std::memcpy(&twin->outcome->data[t][chunk.firstSample * size],
                    &original->outcome->data[t][chunk.firstSample * size],
                    chunk.samples * size * sizeof(float));
      }
  }
  return llvm::Error::success();
}

PlanContext TrialSessionImpl::planContext(const Suffix &suffix) const {
  return {base->plan(), options, suffix.types, planOptions(), ownWeights};
}

Candidate TrialSessionImpl::makeCandidate(LayerPlan lowered) const {
  Candidate candidate;
  candidate.lowered = std::move(lowered);
  candidate.executor =
      std::make_unique<Executor>(candidate.lowered.plan, options.threads);
  candidate.outcome = std::make_shared<ComparedTensors>(*baseTensors);
  return candidate;
}

llvm::Expected<std::vector<Candidate>>
TrialSessionImpl::lowerCandidates(llvm::StringRef layer, const Suffix &suffix,
                                  llvm::ArrayRef<ThresholdOverrides> overrides,
                                  std::vector<size_t> &which) {
  std::vector<Candidate> candidates;
  llvm::StringMap<size_t> known;
  for (const ThresholdOverrides &changes : overrides) {
    CalibrationTable table = options.table;
    for (const auto &[name, threshold] : changes) {
      if (!layerOps.contains(name))
        return llvm::createStringError("the network has no layer '" + name +
                                       "' to give a threshold to");
      table.set(name, threshold);
    }
    if (llvm::Error error = types->import(table))
      return std::move(error);
    Operation *op = types->lookup(layer);
    if (!op)
      return llvm::createStringError("layer '" + layer +
                                     "' is not in the network for this chip");
    auto [it, inserted] = known.try_emplace(typeKey(op), candidates.size());
    which.push_back(it->second);
    if (!inserted)
      continue;
    auto lowered = planLayer(op, planContext(suffix));
    if (!lowered)
      return lowered.takeError();
    candidates.push_back(makeCandidate(std::move(*lowered)));
  }
  return candidates;
}

//===----------------------------------------------------------------------===//
// The layer
//===----------------------------------------------------------------------===//

llvm::Error TrialSessionImpl::runLayer(Candidate &candidate,
                                       const Suffix &suffix,
                                       const WorkItem &chunk) {
  const Plan &plan = *candidate.lowered.plan;
  const PlanValue &inBase = base->plan().value(suffix.result);
  candidate.floats.resize(suffix.types.size());
  llvm::BitVector observed(plan.values().size());
  for (auto [buffer, id] :
       llvm::zip_equal(candidate.floats, candidate.lowered.floats)) {
    if (buffer.size() != inBase.size * chunk.samples)
      buffer = Buffer(inBase.size * chunk.samples);
    if (!buffer.data())
      return llvm::createStringError("out of memory");
    observed.set(id);
  }
  observed.set(candidate.lowered.result);

  std::vector<StepId> steps = plan.upstream(plan.outputs());
  unsigned workers = candidate.executor->numWorkers();
  std::vector<WorkItem> items = splitSamples(
      chunk.samples, samplesPerItem(plan, options.memoryBudget, workers),
      workers);
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    for (ValueId input : plan.inputs()) {
      ValueId id = *base->plan().find(plan.value(input).info.name);
      memory[input] = store->at(id, chunk.firstSample + item.firstSample);
    }
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = plan.value(id);
    for (auto [buffer, wanted] :
         llvm::zip_equal(candidate.floats, candidate.lowered.floats))
      if (wanted == id)
        copyInLayout(value, data, item.samples, inBase.layout,
                     buffer.data() + item.firstSample * value.size);
    if (id != candidate.lowered.result)
      return;
    int64_t first = chunk.firstSample + item.firstSample;
    for (size_t t = 0; t < targets.size(); ++t)
      if (suffix.own[t] && !targets[t].output)
        exportValue(value, data, item.samples, /*raw=*/false,
                    candidate.outcome->data[t].data() + first * value.size);
  };
  Job job{steps, items, bind, &observed, observe};
  return candidate.executor->run(job);
}

//===----------------------------------------------------------------------===//
// What lies below
//===----------------------------------------------------------------------===//

std::vector<WorkItem> TrialSessionImpl::itemsOf(size_t candidates,
                                                const WorkItem &chunk) const {
  unsigned workers = base->numWorkers();
  unsigned share = std::max<size_t>(1, workers / candidates);
  std::vector<WorkItem> items;
  for (size_t c = 0; c < candidates; ++c)
    for (WorkItem item : splitSamples(
             chunk.samples,
             samplesPerItem(base->plan(), options.memoryBudget, workers),
             share)) {
      item.candidate = c;
      items.push_back(item); // samples count from the chunk's first
    }
  return items;
}

/// Whether the casts of a branch read the layer's result itself.
static bool isDirect(const Suffix::Branch &branch) {
  return branch.steps.size() == branch.casts.size();
}

llvm::Error
TrialSessionImpl::runBranch(llvm::MutableArrayRef<Candidate *> candidates,
                            const Suffix &suffix, const Suffix::Branch &branch,
                            const WorkItem &chunk) {
  if (isDirect(branch))
    return llvm::Error::success();
  const Plan &plan = base->plan();
  llvm::BitVector observed(plan.values().size());
  for (ValueId cast : branch.casts) {
    observed.set(cast);
    for (Candidate *candidate : candidates)
      candidate->casts[cast] = Buffer(plan.value(cast).size * chunk.samples);
  }
  int64_t size = plan.value(suffix.result).size;
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    memory[suffix.result] =
        candidates[item.candidate]->floats[branch.type].data() +
        item.firstSample * size;
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    int64_t castSize = plan.value(id).size;
    float *to = candidates[item.candidate]->casts.find(id)->second.data();
    std::memcpy(to + item.firstSample * castSize, data,
                item.samples * castSize * sizeof(float));
  };
  std::vector<WorkItem> items = itemsOf(candidates.size(), chunk);
  Job job{branch.steps, items, bind, &observed, observe};
  return base->run(job);
}

llvm::Error TrialSessionImpl::runSuffix(llvm::ArrayRef<Candidate *> candidates,
                                        const Suffix &suffix,
                                        const WorkItem &chunk) {
  const Plan &plan = base->plan();
  llvm::BitVector observed(plan.values().size());
  for (size_t t = 0; t < targets.size(); ++t)
    if (suffix.changed[t] && !(suffix.own[t] && !targets[t].output))
      observed.set(baseTargets[t]);
  if (observed.none())
    return llvm::Error::success();

  int64_t size = plan.value(suffix.result).size;
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    Candidate &candidate = *candidates[item.candidate];
    for (ValueId id : suffix.externals)
      memory[id] = store->at(id, chunk.firstSample + item.firstSample);
    memory[suffix.result] =
        candidate.floats[0].data() + item.firstSample * size;
    for (const Suffix::Branch &branch : suffix.branches)
      for (ValueId cast : branch.casts) {
        const Buffer &buffer = isDirect(branch)
                                   ? candidate.floats[branch.type]
                                   : candidate.casts.find(cast)->second;
        memory[cast] = buffer.data() + item.firstSample * plan.value(cast).size;
      }
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = plan.value(id);
    int64_t first = chunk.firstSample + item.firstSample;
    ComparedTensors &outcome = *candidates[item.candidate]->outcome;
    for (size_t t = 0; t < targets.size(); ++t)
      if (baseTargets[t] == id && !(suffix.own[t] && !targets[t].output))
        exportValue(value, data, item.samples, /*raw=*/false,
                    outcome.data[t].data() + first * value.size);
  };
  std::vector<WorkItem> items = itemsOf(candidates.size(), chunk);
  Job job{suffix.steps, items, bind, &observed, observe};
  return base->run(job);
}

} // namespace tpuc::runtime
