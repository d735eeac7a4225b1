// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Session.h"
#include "Feeds.h"

using namespace mlir;

namespace tpuc::runtime {

Session::Session(std::shared_ptr<const Plan> plan,
                 const SessionOptions &options)
    : thePlan(plan), options(options),
      executor(std::make_unique<Executor>(plan, options.threads)) {}

Session::~Session() = default;

llvm::Expected<std::unique_ptr<Session>>
Session::create(ModuleOp module, const SessionOptions &options) {
  PlanOptions planOptions;
  planOptions.reference = options.reference;
  planOptions.weights = options.weights;
  auto plan = Plan::compile(module, planOptions);
  if (!plan)
    return plan.takeError();
  return std::unique_ptr<Session>(new Session(std::move(*plan), options));
}

llvm::Error Session::run(const RunRequest &request) {
  auto feeds = Feeds::create(*thePlan, request);
  if (!feeds)
    return feeds.takeError();
  std::vector<float *> destination(thePlan->values().size(), nullptr);
  llvm::BitVector observed(thePlan->values().size());
  std::vector<ValueId> targets;
  for (const RunRequest::Kept &kept : request.kept) {
    destination[kept.value] = kept.out;
    observed.set(kept.value);
    targets.push_back(kept.value);
  }

  // Only what the kept tensors need.
  std::vector<StepId> steps = thePlan->upstream(targets);
  unsigned workers = executor->numWorkers();
  std::vector<WorkItem> items = splitSamples(
      request.samples, samplesPerItem(*thePlan, options.memoryBudget, workers),
      workers);
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    feeds->bind(item, memory);
  };
  auto observe = [&](const WorkItem &item, ValueId id, const float *data,
                     unsigned) {
    const PlanValue &value = thePlan->value(id);
    exportValue(value, data, item.samples, request.raw,
                destination[id] + item.firstSample * value.size);
  };
  Job job{steps, items, bind, &observed, observe};
  return executor->run(job);
}

} // namespace tpuc::runtime
