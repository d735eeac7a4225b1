// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Trials of one layer: the layer lowered for each candidate, and what is known
// of earlier trials. RunCandidates.cpp runs them.
#include "Session.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/StringMap.h"

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
                           llvm::ArrayRef<ThresholdOverrides> overrides,
                           int64_t count) {
  if (count < 0 || count > samples.samples)
    return llvm::createStringError(
        "trials on %lld samples, but the session has %lld",
        static_cast<long long>(count), static_cast<long long>(samples.samples));
  if (count == 0)
    count = samples.samples;
  if (llvm::Error error = runBase())
    return std::move(error);
  auto suffix = suffixOf(layer);
  if (!suffix)
    return suffix.takeError();
  Trials trials(referenceTensors, overrides.size(), count);
  if (!*suffix) {
    for (size_t i = 0; i < overrides.size(); ++i)
      trials.set(i, baseTensors);
    return trials;
  }
  std::vector<size_t> which;
  auto candidates = lowerCandidates(layer, **suffix, overrides, count, which);
  if (!candidates)
    return candidates.takeError();
  if (llvm::Error error = runCandidates(*candidates, **suffix, count))
    return std::move(error);
  for (const Candidate &candidate : *candidates)
    remember(candidate);
  for (size_t i = 0; i < overrides.size(); ++i)
    trials.set(i, (*candidates)[which[i]].outcome);
  return trials;
}

llvm::Expected<Trials> TrialSessionImpl::tryParts(llvm::StringRef layer) {
  if (llvm::Error error = runBase())
    return std::move(error);
  auto suffix = suffixOf(layer);
  if (!suffix)
    return suffix.takeError();
  if (llvm::Error error = types->import(options.table))
    return std::move(error);
  Operation *op = types->lookup(layer);
  Trials trials(referenceTensors, 2, samples.samples);
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
  if (llvm::Error error = runCandidates(candidates, **suffix, samples.samples))
    return std::move(error);
  for (auto [place, candidate] : llvm::zip_equal(places, candidates))
    trials.set(place, candidate.outcome);
  return trials;
}

PlanContext TrialSessionImpl::planContext(const Suffix &suffix) const {
  return {base->plan(), options, suffix.types, planOptions(), ownWeights};
}

Candidate TrialSessionImpl::makeCandidate(LayerPlan lowered) const {
  Candidate candidate;
  candidate.lowered = std::move(lowered);
  candidate.executor = std::make_unique<Executor>(
      candidate.lowered.plan, options.threads, base->memory());
  candidate.outcome = std::make_shared<ComparedTensors>(*baseTensors);
  return candidate;
}

llvm::Expected<std::vector<Candidate>>
TrialSessionImpl::lowerCandidates(llvm::StringRef layer, const Suffix &suffix,
                                  llvm::ArrayRef<ThresholdOverrides> overrides,
                                  int64_t count, std::vector<size_t> &which) {
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
    std::string key = (layer + "\n" + typeKey(op)).str();
    auto [it, inserted] = known.try_emplace(key, candidates.size());
    which.push_back(it->second);
    if (!inserted)
      continue;
    auto begun = begunTrials.find(key);
    if (begun != begunTrials.end() && begun->second.done >= count) {
      candidates.emplace_back(begun->second);
      continue;
    }
    auto lowered = planLayer(op, planContext(suffix));
    if (!lowered)
      return lowered.takeError();
    candidates.push_back(makeCandidate(std::move(*lowered)));
    Candidate &candidate = candidates.back();
    candidate.key = std::move(key);
    if (begun != begunTrials.end())
      static_cast<TrialState &>(candidate) = begun->second;
  }
  return candidates;
}

void TrialSessionImpl::remember(const Candidate &candidate) {
  if (candidate.key.empty())
    return;
  auto bytes = [&](const Outcome &outcome) {
    int64_t elements = 0;
    for (const std::vector<float> &tensor : outcome->data)
      elements += tensor.size();
    return static_cast<int64_t>(elements * sizeof(float));
  };
  int64_t size = bytes(candidate.outcome);
  auto it = begunTrials.find(candidate.key);
  if (it != begunTrials.end()) {
    begunTrials.erase(it);
    begunBytes -= size;
  }
  // A part of what the kept activations may take.
  constexpr int64_t share = 8;
  if (candidate.done == samples.samples ||
      begunBytes + size > options.memoryBudget / share)
    return;
  begunTrials[candidate.key] = candidate;
  begunBytes += size;
}

} // namespace tpuc::runtime
