// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Suffix.h"

#include "llvm/ADT/STLExtras.h"

namespace tpuc::runtime {

/// Whether a step only shows its operand in another shape or layout, in the
/// operand's type. (A Permute that moves nothing has a type of its own.)
static bool isView(const Plan &plan, const PlanStep &step) {
  const TensorInfo &info = plan.value(step.result).info;
  return step.operands.size() == 1 &&
         (info.name.empty() || info.op == "tpu.Reshape");
}

std::vector<StepId> neededSteps(const Plan &plan, llvm::ArrayRef<StepId> steps,
                                llvm::ArrayRef<ValueId> targets,
                                const llvm::BitVector &given) {
  llvm::BitVector needed(plan.values().size());
  for (ValueId id : targets)
    if (!given[id])
      needed.set(id);
  std::vector<StepId> result;
  for (StepId id : llvm::reverse(steps)) {
    const PlanStep &step = plan.steps()[id];
    if (!needed[step.result])
      continue;
    result.push_back(id);
    for (ValueId operand : step.operands)
      if (!given[operand])
        needed.set(operand);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

/// See Suffix::samplesTogether. Measured with MobileNet-V2: one at a time while
/// images are large; 8 at a time take 20 % less where they are small.
static int64_t samplesTogetherOf(const Plan &plan,
                                 llvm::ArrayRef<StepId> steps) {
  constexpr int64_t cache = int64_t(2) << 20, most = 8;
  int64_t largest = 1;
  for (StepId id : steps) {
    const PlanStep &step = plan.steps()[id];
    int64_t elements = plan.value(step.result).size;
    for (ValueId operand : step.operands)
      elements += plan.value(operand).size;
    largest = std::max<int64_t>(largest, elements * sizeof(float));
  }
  return std::clamp<int64_t>(cache / largest, 1, most);
}

Suffix::Suffix(const Plan &plan, ValueId result,
               llvm::ArrayRef<ValueId> targets)
    : result(result), changed(targets.size()), own(targets.size()) {
  Storage ownType = plan.value(result).info.storage;
  types.push_back(ownType);
  std::vector<StepId> below = plan.downstream(result);

  llvm::BitVector views(plan.values().size()), reached(plan.values().size());
  llvm::BitVector given(plan.values().size());
  views.set(result);
  reached.set(result);
  given.set(result);
  for (StepId id : below) {
    const PlanStep &step = plan.steps()[id];
    reached.set(step.result);
    bool ofView = views[step.operands[0]];
    if (ofView && isView(plan, step))
      views.set(step.result);
    const TensorInfo &info = plan.value(step.result).info;
    if (!ofView || info.op != "tpu.Cast" || info.storage == ownType)
      continue;
    auto type = llvm::find(types, info.storage);
    if (type == types.end()) {
      types.push_back(info.storage);
      branches.push_back({types.size() - 1, {}, {}});
      type = std::prev(types.end());
    }
    branches[type - types.begin() - 1].casts.push_back(step.result);
    given.set(step.result);
  }
  llvm::BitVector onlyResult(plan.values().size());
  onlyResult.set(result);
  for (Branch &branch : branches)
    branch.steps = neededSteps(plan, below, branch.casts, onlyResult);

  steps = neededSteps(plan, below, targets, given);
  samplesTogether = samplesTogetherOf(plan, steps);
  llvm::BitVector made = given;
  for (StepId id : steps) {
    for (ValueId operand : plan.steps()[id].operands)
      if (!made[operand]) {
        externals.push_back(operand);
        made.set(operand);
      }
    made.set(plan.steps()[id].result);
  }
  for (auto [i, target] : llvm::enumerate(targets)) {
    changed[i] = reached[target];
    own[i] = views[target];
  }
}

} // namespace tpuc::runtime
