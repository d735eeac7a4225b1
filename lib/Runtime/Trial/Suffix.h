// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What of a float network has to run again when one layer's result changes.
#ifndef TPUC_LIB_RUNTIME_TRIAL_SUFFIX_H
#define TPUC_LIB_RUNTIME_TRIAL_SUFFIX_H

#include "tpuc/Runtime/Plan.h"

#include "llvm/ADT/BitVector.h"

namespace tpuc::runtime {

/// The steps of `steps` that `targets` need, given the values in `given`.
std::vector<StepId> neededSteps(const Plan &plan, llvm::ArrayRef<StepId> steps,
                                llvm::ArrayRef<ValueId> targets,
                                const llvm::BitVector &given);

/// A layer in INT8 gives its integers to each reader, which casts them to its
/// own float type. The float network has one float type for the layer, and
/// casts from that to the others: those casts, found through the views of the
/// result (reshapes follow the type of what they reshape), must be fed with the
/// integers cast directly. A cast of a value that its result's type holds
/// already changes nothing, so the steps up to such a cast are run with the
/// layer's result in the cast's type.
struct Suffix {
  ValueId result; ///< the layer's result
  /// Float types needed of the layer: the first is that of `result`.
  llvm::SmallVector<Storage, 2> types;
  /// The casts to one of the other types.
  struct Branch {
    size_t type;               ///< place in `types`
    std::vector<StepId> steps; ///< from `result` to `casts`
    std::vector<ValueId> casts;
  };
  std::vector<Branch> branches;
  /// The steps that remain, from `result` and the casts of the branches.
  std::vector<StepId> steps;
  /// Values of the float network that the steps need.
  std::vector<ValueId> externals;
  /// How many samples should take the steps together: as many as leave the
  /// largest step's values in the cache. Their weights are read once for all.
  int64_t samplesTogether;
  /// Which of the targets change.
  llvm::BitVector changed;
  /// Which targets are the layer's own result, under its name or a view's.
  llvm::BitVector own;

  Suffix(const Plan &plan, ValueId result, llvm::ArrayRef<ValueId> targets);
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_TRIAL_SUFFIX_H
