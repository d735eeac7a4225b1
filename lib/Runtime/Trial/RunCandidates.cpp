// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Trials of one layer as they are run: the layer once for each candidate, fed
// from kept activations, then what lies below it for all results at once.
#include "Session.h"

#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir;

namespace tpuc::runtime {

llvm::Error
TrialSessionImpl::runCandidates(llvm::MutableArrayRef<Candidate> candidates,
                                const Suffix &suffix, int64_t count) {
  std::vector<Candidate *> unfinished;
  std::vector<ValueId> needed = suffix.externals;
  int64_t first = count;
  for (Candidate &candidate : candidates) {
    if (candidate.done >= count)
      continue;
    unfinished.push_back(&candidate);
    first = std::min(first, candidate.done);
    const Plan &plan = *candidate.lowered.plan;
    for (ValueId input : plan.inputs())
      needed.push_back(*base->plan().find(plan.value(input).info.name));
  }
  if (unfinished.empty())
    return llvm::Error::success();
  for (const WorkItem &chunk : store->chunks(needed, {first, count - first})) {
    if (llvm::Error error = store->load(needed, chunk))
      return error;
    int64_t together = chunkSize(suffix, unfinished.size());
    for (WorkItem part : splitSamples(chunk.samples, together, 1)) {
      part.firstSample += chunk.firstSample;
      if (llvm::Error error = runChunk(unfinished, suffix, part))
        return error;
    }
  }
  for (Candidate *candidate : unfinished)
    candidate->done = count;
  return llvm::Error::success();
}

int64_t TrialSessionImpl::chunkSize(const Suffix &suffix,
                                    size_t candidates) const {
  // The results are read again soon, from the cache that the cores share.
  constexpr int64_t cache = int64_t(16) << 20;
  int64_t bytes = base->plan().value(suffix.result).size * sizeof(float) *
                  suffix.types.size() * candidates;
  int64_t forAllCores = llvm::divideCeil(base->numWorkers(), candidates);
  return std::max({cache / bytes, forAllCores, int64_t(1)});
}

llvm::Error TrialSessionImpl::runChunk(llvm::ArrayRef<Candidate *> candidates,
                                       const Suffix &suffix,
                                       const WorkItem &chunk) {
  LayerResults results;
  results.chunk = chunk;
  int64_t block = base->plan().value(suffix.result).size * chunk.samples;
  resultMemory.resize(suffix.types.size());
  for (Buffer &buffer : resultMemory) {
    int64_t elements = block * candidates.size();
    if (buffer.size() < elements)
      buffer = Buffer(elements);
    if (!buffer.data())
      return llvm::createStringError("out of memory");
  }

  results.floats = resultMemory;

  std::vector<LayerJob> layerJobs;
  std::vector<Job> jobs;
  std::vector<Executor *> executors;
  layerJobs.reserve(candidates.size()); // jobs point into it
  for (auto [place, candidate] : llvm::enumerate(candidates)) {
    layerJobs.push_back(
        layerJob(*candidate, suffix, results, place * chunk.samples));
    const LayerJob &own = layerJobs.back();
    jobs.push_back(
        {own.steps, own.items, own.bind, &own.observed, own.observe});
    executors.push_back(candidate->executor.get());
  }
  if (llvm::Error error = Executor::runTogether(executors, jobs))
    return error;

  // Candidates whose results are the same go on as one.
  std::vector<std::pair<Candidate *, Candidate *>> twins;
  for (auto [place, candidate] : llvm::enumerate(candidates)) {
    size_t last = results.candidates.size(), other = 0;
    auto equalsOther = [&, place = place](const Buffer &type) {
      return !std::memcmp(type.data() + place * block,
                          type.data() + other * block, block * sizeof(float));
    };
    while (other < last && !llvm::all_of(results.floats, equalsOther))
      ++other;
    if (other < last) {
      twins.emplace_back(candidate, results.candidates[other]);
      continue;
    }
    results.candidates.push_back(candidate);
    if (place > last) // behind the others, where a twin was
      for (const Buffer &type : results.floats)
        std::memcpy(type.data() + last * block, type.data() + place * block,
                    block * sizeof(float));
  }
  for (const Suffix::Branch &branch : suffix.branches)
    if (llvm::Error error = runBranch(suffix, branch, results))
      return error;
  if (llvm::Error error = runSuffix(suffix, results))
    return error;
  for (auto [twin, original] : twins)
    for (size_t t = 0; t < targets.size(); ++t) {
      int64_t size = base->plan().value(baseTargets[t]).size;
      if (!isOwn(suffix, t))
        std::memcpy(&twin->outcome->data[t][chunk.firstSample * size],
                    &original->outcome->data[t][chunk.firstSample * size],
                    chunk.samples * size * sizeof(float));
    }
  return llvm::Error::success();
}

LayerJob TrialSessionImpl::layerJob(Candidate &candidate, const Suffix &suffix,
                                    const LayerResults &results,
                                    int64_t firstRow) {
  const Plan &plan = *candidate.lowered.plan;
  const PlanValue &inBase = base->plan().value(suffix.result);
  int64_t firstSample = results.chunk.firstSample;
  LayerJob job;
  job.steps = plan.upstream(plan.outputs());
  job.observed.resize(plan.values().size());
  for (ValueId id : candidate.lowered.floats)
    job.observed.set(id);
  job.observed.set(candidate.lowered.result);
  unsigned workers = candidate.executor->numWorkers();
  job.items = splitSamples(results.chunk.samples,
                           samplesPerItem(plan, options.memoryBudget, workers),
                           workers);
  job.bind = [this, &plan, firstSample](const WorkItem &item,
                                        MutableArrayRef<const float *> memory) {
    for (ValueId input : plan.inputs()) {
      ValueId id = *base->plan().find(plan.value(input).info.name);
      memory[input] = store->at(id, firstSample + item.firstSample);
    }
  };
  job.observe = [this, &candidate, &plan, &inBase, &suffix, &results, firstRow,
                 firstSample](const WorkItem &item, ValueId id,
                              const float *data, unsigned) {
    const PlanValue &value = plan.value(id);
    for (auto [buffer, wanted] :
         llvm::zip_equal(results.floats, candidate.lowered.floats))
      if (wanted == id)
        copyInLayout(value, data, item.samples, inBase.layout,
                     buffer.data() +
                         (firstRow + item.firstSample) * value.size);
    if (id != candidate.lowered.result)
      return;
    int64_t first = firstSample + item.firstSample;
    for (size_t t = 0; t < targets.size(); ++t)
      if (isOwn(suffix, t))
        exportValue(value, data, item.samples, /*raw=*/false,
                    candidate.outcome->data[t].data() + first * value.size);
  };
  return job;
}

//===----------------------------------------------------------------------===//
// What lies below
//===----------------------------------------------------------------------===//

std::vector<WorkItem> TrialSessionImpl::itemsOf(const LayerResults &results,
                                                const Suffix &suffix,
                                                bool across) const {
  const Plan &plan = base->plan();
  unsigned workers = base->numWorkers();
  int64_t bytes = std::max<int64_t>(plan.arenaSize(), 1) * sizeof(float);
  int64_t affordable =
      std::max<int64_t>(options.memoryBudget / (bytes * workers), 1);
  int64_t together =
      std::min(affordable,
               std::max(suffix.samplesTogether,
                        samplesPerItem(plan, options.memoryBudget, workers)));
  if (across)
    return splitSamples(results.rows(), together, workers);
  unsigned share = std::max<size_t>(1, workers / results.candidates.size());
  std::vector<WorkItem> items;
  for (size_t c = 0; c < results.candidates.size(); ++c)
    for (WorkItem item : splitSamples(results.chunk.samples, together, share)) {
      item.firstSample += c * results.chunk.samples;
      items.push_back(item);
    }
  return items;
}

/// Whether the casts of a branch read the layer's result itself.
static bool isDirect(const Suffix::Branch &branch) {
  return branch.steps.size() == branch.casts.size();
}

llvm::Error TrialSessionImpl::runBranch(const Suffix &suffix,
                                        const Suffix::Branch &branch,
                                        LayerResults &results) {
  if (isDirect(branch))
    return llvm::Error::success();
  const Plan &plan = base->plan();
  llvm::BitVector observed(plan.values().size());
  for (ValueId cast : branch.casts) {
    observed.set(cast);
    Buffer &buffer = results.casts[cast];
    buffer = Buffer(plan.value(cast).size * results.rows());
    if (!buffer.data())
      return llvm::createStringError("out of memory");
  }
  int64_t size = plan.value(suffix.result).size;
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    memory[suffix.result] =
        results.floats[branch.type].data() + item.firstSample * size;
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    int64_t castSize = plan.value(id).size;
    float *to = results.casts.find(id)->second.data();
    std::memcpy(to + item.firstSample * castSize, data,
                item.samples * castSize * sizeof(float));
  };
  std::vector<WorkItem> items = itemsOf(results, suffix, /*across=*/true);
  Job job{branch.steps, items, bind, &observed, observe};
  return base->run(job);
}

llvm::Error TrialSessionImpl::runSuffix(const Suffix &suffix,
                                        const LayerResults &results) {
  const Plan &plan = base->plan();
  llvm::BitVector observed(plan.values().size());
  for (size_t t = 0; t < targets.size(); ++t)
    if (suffix.changed[t] && !isOwn(suffix, t))
      observed.set(baseTargets[t]);
  if (observed.none())
    return llvm::Error::success();

  // Pieces with samples of several candidates need the values from outside as
  // often as the candidates are many: worth it where samples are few.
  const WorkItem &chunk = results.chunk;
  bool across =
      suffix.externals.empty() || chunk.samples < suffix.samplesTogether;
  std::vector<Buffer> repeated;
  if (across)
    for (ValueId id : suffix.externals) {
      int64_t block = plan.value(id).size * chunk.samples;
      Buffer &buffer = repeated.emplace_back(block * results.candidates.size());
      if (!buffer.data())
        return llvm::createStringError("out of memory");
      for (size_t c = 0; c < results.candidates.size(); ++c)
        std::memcpy(buffer.data() + c * block, store->at(id, chunk.firstSample),
                    block * sizeof(float));
    }

  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    auto rowsOf = [&](ValueId id, const Buffer &buffer) {
      memory[id] = buffer.data() + item.firstSample * plan.value(id).size;
    };
    for (auto [i, id] : llvm::enumerate(suffix.externals))
      if (across)
        rowsOf(id, repeated[i]);
      else
        memory[id] =
            store->at(id, chunk.firstSample + item.firstSample % chunk.samples);
    rowsOf(suffix.result, results.floats[0]);
    for (const Suffix::Branch &branch : suffix.branches)
      for (ValueId cast : branch.casts)
        rowsOf(cast, isDirect(branch) ? results.floats[branch.type]
                                      : results.casts.find(cast)->second);
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = plan.value(id);
    for (int64_t i = 0; i < item.samples; ++i) {
      int64_t row = item.firstSample + i;
      ComparedTensors &outcome =
          *results.candidates[row / chunk.samples]->outcome;
      int64_t sample = chunk.firstSample + row % chunk.samples;
      for (size_t t = 0; t < targets.size(); ++t)
        if (baseTargets[t] == id && !isOwn(suffix, t))
          exportValue(value, data + i * value.size, 1, /*raw=*/false,
                      outcome.data[t].data() + sample * value.size);
    }
  };
  std::vector<WorkItem> items = itemsOf(results, suffix, across);
  Job job{suffix.steps, items, bind, &observed, observe};
  return base->run(job);
}

} // namespace tpuc::runtime
