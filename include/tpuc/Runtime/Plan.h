// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A function compiled for execution: steps in order, each one kernel, over
// numbered values whose places in an arena were decided from their lifetimes.
// A plan refers to nothing of the IR it came from.
//
// Layouts: rank-4 activations flow channels-last between the kernels that
// support it; a kernel that does not gets a reordered copy. What leaves a
// session is always in logical order.
#ifndef TPUC_RUNTIME_PLAN_H
#define TPUC_RUNTIME_PLAN_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Runtime/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tpuc::runtime {

class WeightStore;
using kernels::Layout;

using ValueId = uint32_t;
using StepId = uint32_t;

/// One call of a kernel for `samples` samples that lie one behind the other in
/// every buffer. Constants are part of the step, not operands.
struct StepArgs {
  int64_t samples;
  llvm::ArrayRef<const float *> in;
  float *out;
};
using StepFunction = std::function<kernels::Status(const StepArgs &)>;

struct PlanValue {
  TensorInfo info;              ///< an empty name: an inserted copy
  Layout layout = Layout::NCHW; ///< NCHW also for every rank but 4
  int64_t size = 0;             ///< elements of one sample
  /// Place of its memory in the arena, in elements of one sample; the place of
  /// another value when the value is only a view of it; -1 for inputs.
  int64_t offset = -1;
};

struct PlanStep {
  StepFunction run; ///< null: the result is its operand seen differently
  llvm::SmallVector<ValueId, 3> operands;
  ValueId result = 0;

  PlanStep() = default;
  PlanStep(const PlanStep &) = default;
  PlanStep &operator=(const PlanStep &) = default;
  /// A growing vector copies what may throw when moved, and with it the
  /// constants that `run` holds.
  PlanStep(PlanStep &&) noexcept = default;
  PlanStep &operator=(PlanStep &&) noexcept = default;
};

struct PlanOptions {
  /// Kernels written to be read and checked instead of fast ones.
  bool reference = false;
  /// Decoded and packed weights shared with other plans; may be null.
  std::shared_ptr<WeightStore> weights;
  /// Layouts in which rank-4 inputs are fed; none: the plain one.
  std::vector<Layout> inputLayouts;
};

class Plan {
public:
  /// Compiles a function of Top or Tpu ops. The error names the first layer
  /// that cannot be run.
  static llvm::Expected<std::shared_ptr<const Plan>>
  compile(mlir::func::FuncOp func, const PlanOptions &options);
  /// Compiles the only function of the module that has a body, or `main`.
  static llvm::Expected<std::shared_ptr<const Plan>>
  compile(mlir::ModuleOp module, const PlanOptions &options);

  llvm::ArrayRef<PlanValue> values() const { return allValues; }
  const PlanValue &value(ValueId id) const { return allValues[id]; }
  llvm::ArrayRef<PlanStep> steps() const { return allSteps; }
  /// Values fed from outside, in the order of the function's arguments.
  llvm::ArrayRef<ValueId> inputs() const { return inputIds; }
  llvm::ArrayRef<ValueId> outputs() const { return outputIds; }
  /// The value of that layer name.
  std::optional<ValueId> find(llvm::StringRef name) const;
  /// Values that have a layer name, inputs included, in order.
  llvm::ArrayRef<ValueId> named() const { return namedIds; }
  /// Elements of scratch memory that one sample needs.
  int64_t arenaSize() const { return arenaElements; }
  /// Elements of all weights that the steps read.
  int64_t weightElements() const { return weightCount; }

  /// Steps that use `value`, directly or through others, in order.
  std::vector<StepId> downstream(ValueId value) const;
  /// Steps needed to compute `targets` from the inputs, in order.
  std::vector<StepId> upstream(llvm::ArrayRef<ValueId> targets) const;

private:
  friend class PlanBuilder;
  Plan() = default;

  std::vector<PlanValue> allValues;
  std::vector<PlanStep> allSteps;
  std::vector<ValueId> inputIds, outputIds, namedIds;
  llvm::StringMap<ValueId> byName;
  int64_t arenaElements = 0, weightCount = 0;
};

/// Whether a plan can hold the op: it has a builder, or needs none.
bool canExecute(mlir::OperationName name);

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_PLAN_H
