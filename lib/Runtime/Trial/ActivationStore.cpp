// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ActivationStore.h"

#include "llvm/ADT/STLExtras.h"

#include <cstring>

using namespace llvm;

namespace tpuc::runtime {

ActivationStore::ActivationStore(Executor &executor, const Feeds &feeds,
                                 int64_t samples, int64_t budget)
    : executor(executor), feeds(feeds), samples(samples), budget(budget),
      root(executor.plan().values().size()),
      kept(executor.plan().values().size()) {
  const Plan &plan = executor.plan();
  for (ValueId id = 0; id < root.size(); ++id)
    root[id] = id;
  std::vector<ValueId> all;
  for (const PlanStep &step : plan.steps())
    if (step.run)
      all.push_back(step.result);
    else
      root[step.result] = root[step.operands[0]];
  resident = bytesPerSample(all) * samples <= budget;
}

int64_t ActivationStore::bytesPerSample(ArrayRef<ValueId> roots) const {
  int64_t bytes = 0;
  for (ValueId id : roots)
    bytes += executor.plan().value(id).size * sizeof(float);
  return bytes;
}

std::vector<ValueId> ActivationStore::rootsOf(ArrayRef<ValueId> values) const {
  std::vector<ValueId> roots;
  for (ValueId id : values)
    if (!feeds.at(root[id], 0) && !is_contained(roots, root[id]))
      roots.push_back(root[id]);
  return roots;
}

std::vector<WorkItem> ActivationStore::chunks(ArrayRef<ValueId> needed,
                                              const WorkItem &wanted) const {
  if (resident)
    return {wanted};
  int64_t bytes = std::max<int64_t>(bytesPerSample(rootsOf(needed)), 1);
  std::vector<WorkItem> items =
      splitSamples(wanted.samples, std::max<int64_t>(budget / bytes, 1), 1);
  for (WorkItem &item : items)
    item.firstSample += wanted.firstSample;
  return items;
}

Error ActivationStore::load(ArrayRef<ValueId> needed, const WorkItem &chunk) {
  if (!resident)
    return fill(rootsOf(needed), chunk);
  if (filled)
    return Error::success();
  std::vector<ValueId> all;
  for (const PlanStep &step : executor.plan().steps())
    if (step.run)
      all.push_back(step.result);
  if (Error error = fill(all, {0, samples}))
    return error;
  filled = true;
  return Error::success();
}

Error ActivationStore::fill(ArrayRef<ValueId> roots, const WorkItem &chunk) {
  const Plan &plan = executor.plan();
  BitVector observed(plan.values().size());
  for (ValueId id : roots) {
    observed.set(id);
    int64_t size = plan.value(id).size * chunk.samples;
    if (kept[id].size() < size)
      kept[id] = Buffer(size);
    if (!kept[id].data())
      return createStringError("out of memory");
  }
  firstKept = chunk.firstSample;
  std::vector<StepId> steps = plan.upstream(roots);
  unsigned workers = executor.numWorkers();
  std::vector<WorkItem> items = splitSamples(
      chunk.samples, samplesPerItem(plan, budget, workers), workers);
  for (WorkItem &item : items)
    item.firstSample += chunk.firstSample;
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    feeds.bind(item, memory);
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    int64_t size = plan.value(id).size;
    std::memcpy(kept[id].data() + (item.firstSample - firstKept) * size, data,
                item.samples * size * sizeof(float));
  };
  Job job{steps, items, bind, &observed, observe};
  return executor.run(job);
}

const float *ActivationStore::at(ValueId value, int64_t sample) const {
  ValueId id = root[value];
  if (const float *fed = feeds.at(id, sample))
    return fed;
  return kept[id].data() +
         (sample - firstKept) * executor.plan().value(id).size;
}

} // namespace tpuc::runtime
