// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Between the arrays of a session's user and the values of a plan.
#ifndef TPUC_LIB_RUNTIME_FEEDS_H
#define TPUC_LIB_RUNTIME_FEEDS_H

#include "Executor.h"
#include "tpuc/Runtime/Session.h"

namespace tpuc::runtime {

/// The inputs of a run, checked and in the form in which steps read them.
class Feeds {
public:
  /// Refuses NaN, unless the request allows it, and stored integers outside
  /// their type. Arrays that need no conversion are referred to, not copied.
  static llvm::Expected<Feeds> create(const Plan &plan,
                                      const RunRequest &request);

  void bind(const WorkItem &item,
            llvm::MutableArrayRef<const float *> memory) const;

  /// The samples of an input from `sample` on; null for another value.
  const float *at(ValueId value, int64_t sample) const;

private:
  struct Feed {
    ValueId value;
    const float *data;
    int64_t stride;
    std::shared_ptr<std::vector<float>> converted;
  };
  std::vector<Feed> feeds;
};

/// Writes samples of a value to `out` in logical order: real numbers, or the
/// stored ones when `raw`.
void exportValue(const PlanValue &value, const float *data, int64_t samples,
                 bool raw, float *out);

/// Writes samples of a value to `out` in the order of `layout`.
void copyInLayout(const PlanValue &value, const float *data, int64_t samples,
                  Layout layout, float *out);

/// How many samples one thread should take through the plan together.
int64_t samplesPerItem(const Plan &plan, int64_t memoryBudget,
                       unsigned workers);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_FEEDS_H
