// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Runs steps of a plan over independent pieces of work. Several pieces run side
// by side, each thread taking one through all steps before the next; one piece
// alone leaves the threads to the kernels.
#ifndef TPUC_LIB_RUNTIME_EXECUTOR_H
#define TPUC_LIB_RUNTIME_EXECUTOR_H

#include "tpuc/Runtime/Plan.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <cstdlib>
#include <memory>
#include <vector>

namespace tpuc::runtime {

/// Consecutive samples that go through the steps together.
struct WorkItem {
  int64_t firstSample = 0;
  int64_t samples = 1;
};

/// What to run.
struct Job {
  llvm::ArrayRef<StepId> steps;
  llvm::ArrayRef<WorkItem> items;
  /// Sets the memory of values that come from outside (by value id, in the
  /// value's own layout). Every operand of the steps that no earlier step of
  /// them computes must be set.
  llvm::function_ref<void(const WorkItem &,
                          llvm::MutableArrayRef<const float *>)>
      bind;
  /// Values to show to `observe` as soon as they are there. Called from the
  /// worker threads; `worker` is below Executor::numWorkers().
  const llvm::BitVector *observed = nullptr;
  llvm::function_ref<void(const WorkItem &, ValueId, const float *,
                          unsigned worker)>
      observe = nullptr;
};

/// Memory without initialization, aligned to a cache line.
class Buffer {
public:
  Buffer() = default;
  explicit Buffer(int64_t elements);
  float *data() const { return memory.get(); }
  int64_t size() const { return elements; }

private:
  struct Free {
    void operator()(float *p) const { std::free(p); }
  };
  std::unique_ptr<float, Free> memory;
  int64_t elements = 0;
};

class Executor {
public:
  /// Memory for the values of a piece of work, one per worker.
  using Arenas = std::vector<Buffer>;

  /// `threads` 0: all cores. Executors that do not run at the same time, or
  /// only in runTogether, may share their memory.
  Executor(std::shared_ptr<const Plan> plan, int threads,
           std::shared_ptr<Arenas> arenas = nullptr);

  /// Not for several threads at a time.
  llvm::Error run(const Job &job);
  /// A job for each of some executors with equally many threads; the pieces of
  /// all are run side by side.
  static llvm::Error runTogether(llvm::ArrayRef<Executor *> executors,
                                 llvm::ArrayRef<Job> jobs);
  unsigned numWorkers() const { return threads; }
  const Plan &plan() const { return *thePlan; }
  const std::shared_ptr<const Plan> &sharedPlan() const { return thePlan; }
  const std::shared_ptr<Arenas> &memory() const { return arenas; }

private:
  kernels::Status runItem(const Job &job, const WorkItem &item, unsigned worker,
                          ValueId &failed);

  std::shared_ptr<const Plan> thePlan;
  unsigned threads;
  std::shared_ptr<Arenas> arenas;
  std::vector<std::vector<const float *>> pointers; ///< by value, per worker
};

/// Cuts `samples` into pieces of at most `perItem`, and at least as many pieces
/// as there are workers where that is possible.
std::vector<WorkItem> splitSamples(int64_t samples, int64_t perItem,
                                   unsigned workers);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_EXECUTOR_H
