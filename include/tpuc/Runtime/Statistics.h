// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What calibration wants to know of every tensor, gathered while samples run.
// The memory needed does not depend on the number of samples.
#ifndef TPUC_RUNTIME_STATISTICS_H
#define TPUC_RUNTIME_STATISTICS_H

#include "tpuc/Runtime/Session.h"

#include <limits>

namespace tpuc::runtime {

/// Of the real numbers of one tensor over all samples seen.
struct TensorStatistics {
  float min = 0, max = 0; ///< NaN when any value was
  float absMax = 0;
  double sum = 0, sumOfSquares = 0;
  int64_t count = 0, zeros = 0;
  /// The least of the largest values of the watched rows; infinite when there
  /// is none.
  float leastRowMax = std::numeric_limits<float>::infinity();
  /// Counts of |x| in equal bins over [0, absMax] of the first pass; larger
  /// values fall into the last bin. Empty before the second pass.
  std::vector<int64_t> histogram;
};

/// How a tensor is divided into rows: `length` elements, `stride` apart.
struct Rows {
  int64_t length = 0; ///< 0: into none
  int64_t stride = 1;
};

class Statistics {
public:
  /// The session must outlive this.
  Statistics(Session &session, int64_t bins);

  /// Has the largest value of each row of a tensor looked at in the first pass.
  /// Rows whose largest value is `hidden` or less are left out.
  void watchRows(size_t tensor, Rows rows, float hidden);

  /// First pass: everything but the histograms. `request.kept` is not used.
  llvm::Error observeRange(const RunRequest &request);
  /// Between the passes: values of a tensor outside [low, high] count as none,
  /// so that its range ends there.
  void setBounds(size_t tensor, float low, float high);
  /// Second pass, over the same samples: the histograms.
  llvm::Error observeHistogram(const RunRequest &request);

  /// In the order of Plan::named().
  llvm::ArrayRef<TensorStatistics> tensors() const { return all; }

private:
  using Observe = llvm::function_ref<void(size_t tensor, int64_t sample,
                                          llvm::ArrayRef<float> values)>;
  llvm::Error run(const RunRequest &request, Observe observe);

  Session &session;
  int64_t bins;
  std::vector<TensorStatistics> all;
  struct Watch {
    Rows rows;
    float hidden = 0;
    bool bounded = false;
    float low = 0, high = 0;
  };
  std::vector<Watch> watches;   ///< by place in `all`
  std::vector<size_t> tensorOf; ///< place in `all` by value id
};

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_STATISTICS_H
