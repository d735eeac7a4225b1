// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Mixed networks that a search tries differ in a few layers: what one of them
// computed above those layers, the next need not compute again.
#ifndef TPUC_LIB_RUNTIME_TRIAL_MIXSTORE_H
#define TPUC_LIB_RUNTIME_TRIAL_MIXSTORE_H

#include "../Executor.h"
#include "LayerTrial.h"

#include "llvm/ADT/DenseMap.h"

#include <list>
#include <memory>
#include <utility>

namespace tpuc::runtime {

/// What a value is computed from, as a hash: ops, types and weights of all that
/// lies above it. Values of equal keys are the same numbers in the same order,
/// given the same inputs. {0, 0} is that of no value.
using ValueKey = std::pair<uint64_t, uint64_t>;

/// A lowered network ready to run, with the keys of its values by value id; no
/// keys where nothing is to be kept.
struct LoweredNetwork {
  std::shared_ptr<const Plan> plan;
  std::vector<ValueKey> keys;
};

/// The keys of a plan's values, by value id, from the module that it was made
/// of. Values without a name, or of one that is not theirs alone, have none.
/// The weights of `fixed` live as long as the keys do, with the same data.
std::vector<ValueKey> valueKeys(mlir::ModuleOp module, const Plan &plan,
                                const WeightScope &fixed);

/// At how many places of a network values are kept: enough that a run seldom
/// begins much earlier than it has to.
constexpr int64_t kPlaces = 16;

/// The values to keep of a run, so that another can go on from them: those that
/// are alive at some places in the order of the steps, chosen where they take
/// little memory. No place where they take more than `most` elements a sample.
llvm::BitVector valuesToKeep(const LoweredNetwork &network,
                             llvm::ArrayRef<ValueId> targets, int64_t most);

/// Values of all samples by key; the least recently used go when they are more
/// than `budget` bytes.
class MixStore {
public:
  explicit MixStore(int64_t budget) : budget(budget) {}

  /// How many elements of a sample may be kept at one place: all places of one
  /// network fit.
  int64_t most(int64_t samples) const {
    return budget / (kPlaces * samples * static_cast<int64_t>(sizeof(float)));
  }

  /// Null when the value is not kept.
  std::shared_ptr<const Buffer> find(const ValueKey &key);
  void keep(const ValueKey &key, std::shared_ptr<const Buffer> data);

private:
  struct Entry {
    ValueKey key;
    std::shared_ptr<const Buffer> data;
  };
  static int64_t bytes(const Entry &entry) {
    return entry.data->size() * sizeof(float);
  }

  int64_t budget, used = 0;
  std::list<Entry> entries; ///< most recently used first
  llvm::DenseMap<ValueKey, std::list<Entry>::iterator> index;
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_TRIAL_MIXSTORE_H
