// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The values of a network on the samples of a trial session.
#ifndef TPUC_LIB_RUNTIME_TRIAL_ACTIVATIONSTORE_H
#define TPUC_LIB_RUNTIME_TRIAL_ACTIVATIONSTORE_H

#include "../Feeds.h"

namespace tpuc::runtime {

/// Keeps all values when they fit into the budget. Otherwise what a trial needs
/// is computed for it, for as many samples at a time as fit.
class ActivationStore {
public:
  ActivationStore(Executor &executor, const Feeds &feeds, int64_t samples,
                  int64_t budget);

  /// The pieces in which to take some samples when these values are needed.
  std::vector<WorkItem> chunks(llvm::ArrayRef<ValueId> needed,
                               const WorkItem &wanted) const;
  /// Makes the values available for the samples of a chunk.
  llvm::Error load(llvm::ArrayRef<ValueId> needed, const WorkItem &chunk);
  /// A loaded value from `sample` on.
  const float *at(ValueId value, int64_t sample) const;
  bool keepsAll() const { return resident; }

private:
  llvm::Error fill(llvm::ArrayRef<ValueId> roots, const WorkItem &chunk);
  std::vector<ValueId> rootsOf(llvm::ArrayRef<ValueId> values) const;
  int64_t bytesPerSample(llvm::ArrayRef<ValueId> roots) const;

  Executor &executor;
  const Feeds &feeds;
  int64_t samples, budget;
  bool resident = false, filled = false;
  std::vector<ValueId> root; ///< whose memory a value is, by value id
  std::vector<Buffer> kept;  ///< by value id
  int64_t firstKept = 0;
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_TRIAL_ACTIVATIONSTORE_H
