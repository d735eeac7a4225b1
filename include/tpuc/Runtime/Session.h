// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A network ready to run on batches of samples.
#ifndef TPUC_RUNTIME_SESSION_H
#define TPUC_RUNTIME_SESSION_H

#include "tpuc/Runtime/Plan.h"

namespace tpuc::runtime {

class Executor;

struct SessionOptions {
  bool reference = false; ///< see PlanOptions
  int threads = 0;        ///< 0: all cores
  /// Bounds the scratch memory: a thread takes several samples through the
  /// network together only as far as this allows.
  int64_t memoryBudget = int64_t(1) << 30;
  std::shared_ptr<WeightStore> weights; ///< see PlanOptions
};

/// Samples for every input, and where tensors go. Arrays hold samples one
/// behind the other, each in logical (row-major) order.
struct RunRequest {
  int64_t samples = 0;
  /// In the order of inputs(). Real numbers; stored integers for a quantized
  /// input when the entry of `rawInputs` is true.
  std::vector<const float *> inputs;
  std::vector<bool> rawInputs;
  bool allowNaN = false; ///< NaN in a float input is a value, else refused
  struct Kept {
    ValueId value;
    float *out; ///< samples * elements
  };
  std::vector<Kept> kept;
  bool raw = false; ///< keep stored integers instead of real numbers
};

class Session {
public:
  static llvm::Expected<std::unique_ptr<Session>>
  create(mlir::ModuleOp module, const SessionOptions &options);
  ~Session();

  const Plan &plan() const { return *thePlan; }
  llvm::Error run(const RunRequest &request);

private:
  friend class Statistics;
  Session(std::shared_ptr<const Plan> plan, const SessionOptions &options);

  std::shared_ptr<const Plan> thePlan;
  SessionOptions options;
  std::unique_ptr<Executor> executor;
};

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_SESSION_H
