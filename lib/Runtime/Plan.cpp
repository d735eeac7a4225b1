// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Plan.h"
#include "PlanBuilder.h"
#include "Threads.h"

#include "llvm/ADT/BitVector.h"

using namespace mlir;

namespace tpuc::runtime {

llvm::Expected<std::shared_ptr<const Plan>>
Plan::compile(func::FuncOp func, const PlanOptions &options) {
  const Chip *chip = nullptr;
  if (auto module = func->getParentOfType<ModuleOp>())
    if (auto name = module->getAttrOfType<StringAttr>("tpu.chip")) {
      chip = lookupChip(name.getValue());
      if (!chip)
        return llvm::createStringError("unknown chip '" + name.getValue() +
                                       "'; known: " + chipNames());
    }
  // Packing many small things in parallel is mostly waiting.
  ThreadLimit limit(1);
  PlanOptions complete = options;
  if (!complete.weights)
    complete.weights = std::make_shared<WeightStore>();
  return PlanBuilder(complete, chip).build(func);
}

llvm::Expected<std::shared_ptr<const Plan>>
Plan::compile(ModuleOp module, const PlanOptions &options) {
  func::FuncOp found;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (func.isExternal())
      continue;
    if (found && func.getSymName() != "main")
      continue;
    found = func;
    if (func.getSymName() == "main")
      break;
  }
  if (!found)
    return llvm::createStringError("the module has no function to run");
  return compile(found, options);
}

std::optional<ValueId> Plan::find(llvm::StringRef name) const {
  auto it = byName.find(name);
  if (it == byName.end())
    return std::nullopt;
  return it->second;
}

std::vector<StepId> Plan::downstream(ValueId value) const {
  llvm::BitVector reached(allValues.size());
  reached.set(value);
  std::vector<StepId> steps;
  for (StepId id = 0; id < allSteps.size(); ++id) {
    const PlanStep &step = allSteps[id];
    if (step.result == value ||
        llvm::none_of(step.operands, [&](ValueId v) { return reached[v]; }))
      continue;
    reached.set(step.result);
    steps.push_back(id);
  }
  return steps;
}

std::vector<StepId> Plan::upstream(llvm::ArrayRef<ValueId> targets) const {
  llvm::BitVector needed(allValues.size());
  for (ValueId id : targets)
    needed.set(id);
  std::vector<StepId> steps;
  for (StepId id = allSteps.size(); id-- > 0;) {
    if (!needed[allSteps[id].result])
      continue;
    for (ValueId operand : allSteps[id].operands)
      needed.set(operand);
    steps.push_back(id);
  }
  return {steps.rbegin(), steps.rend()};
}

} // namespace tpuc::runtime
