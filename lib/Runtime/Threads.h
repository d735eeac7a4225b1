// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_THREADS_H
#define TPUC_LIB_RUNTIME_THREADS_H

#include <omp.h>

namespace tpuc::runtime {

/// Limits the threads of parallel regions that this thread starts, while it
/// lives.
class ThreadLimit {
public:
  explicit ThreadLimit(int threads) : before(omp_get_max_threads()) {
    omp_set_num_threads(threads);
  }
  ThreadLimit(const ThreadLimit &) = delete;
  ThreadLimit &operator=(const ThreadLimit &) = delete;
  ~ThreadLimit() { omp_set_num_threads(before); }

private:
  int before;
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_THREADS_H
