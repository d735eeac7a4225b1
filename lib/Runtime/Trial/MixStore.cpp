// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "MixStore.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

namespace {
/// Numbers that are hashed together.
class Hashed {
public:
  void add(uint64_t number) { numbers.push_back(number); }
  /// Types, attributes and names of ops are unique in their context.
  void add(const void *unique) { add(reinterpret_cast<uintptr_t>(unique)); }
  void add(const ValueKey &key) {
    add(key.first);
    add(key.second);
  }
  ValueKey key() const {
    return of(llvm::ArrayRef<uint8_t>(
        reinterpret_cast<const uint8_t *>(numbers.data()),
        numbers.size() * sizeof(uint64_t)));
  }
  static ValueKey of(llvm::ArrayRef<uint8_t> bytes) {
    llvm::XXH128_hash_t hash = llvm::xxh3_128bits(bytes);
    return {hash.high64, hash.low64};
  }

private:
  llvm::SmallVector<uint64_t, 32> numbers;
};
} // namespace

/// That of a weight: its data, or the place of data that stays there.
static ValueKey weightKey(top::WeightOp weight, const WeightScope &fixed) {
  Hashed all;
  all.add(weight.getType().getAsOpaquePointer());
  if (fixed.keeps(weight)) {
    all.add(weight.getValue().getAsOpaquePointer());
  } else {
    llvm::ArrayRef<char> bytes = weight.getBytes();
    all.add(Hashed::of(llvm::ArrayRef<uint8_t>(
        reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size())));
  }
  return all.key();
}

static ValueKey opKey(Operation *op,
                      const llvm::DenseMap<Value, ValueKey> &keys) {
  Hashed all;
  all.add(op->getName().getAsOpaquePointer());
  all.add(op->getAttrDictionary().getAsOpaquePointer());
  all.add(op->getResult(0).getType().getAsOpaquePointer());
  for (Value operand : op->getOperands())
    if (auto argument = dyn_cast<BlockArgument>(operand))
      all.add(uint64_t(argument.getArgNumber()));
    else
      all.add(keys.lookup(operand));
  return all.key();
}

std::vector<ValueKey> valueKeys(ModuleOp module, const Plan &plan,
                                const WeightScope &fixed) {
  llvm::DenseMap<Value, ValueKey> keys;
  std::vector<ValueKey> result(plan.values().size());
  llvm::BitVector named(plan.values().size());
  module.walk([&](Operation *op) {
    if (op->getNumResults() != 1)
      return;
    ValueKey &key = keys[op->getResult(0)];
    if (auto weight = dyn_cast<top::WeightOp>(op)) {
      key = weightKey(weight, fixed);
      return;
    }
    key = opKey(op, keys);
    std::optional<ValueId> id = plan.find(top::getLayerName(op));
    if (!id || isa<top::InputOp>(op)) // what is fed need not be kept
      return;
    Hashed all;
    all.add(key);
    all.add(static_cast<uint64_t>(plan.value(*id).layout));
    result[*id] = named[*id] ? ValueKey() : all.key();
    named.set(*id);
  });
  return result;
}

//===----------------------------------------------------------------------===//
// What to keep
//===----------------------------------------------------------------------===//

llvm::BitVector valuesToKeep(const LoweredNetwork &network,
                             llvm::ArrayRef<ValueId> targets, int64_t most) {
  const Plan &plan = *network.plan;
  llvm::BitVector keep(plan.values().size());
  if (network.keys.empty())
    return keep;
  size_t steps = plan.steps().size();
  std::vector<size_t> lastUse(plan.values().size(), 0);
  for (auto [index, step] : llvm::enumerate(plan.steps()))
    for (ValueId operand : step.operands)
      lastUse[operand] = index;
  for (ValueId id : targets)
    lastUse[id] = steps;

  llvm::SmallVector<ValueId> alive, best;
  int64_t least = most;
  for (auto [index, step] : llvm::enumerate(plan.steps())) {
    alive.push_back(step.result);
    llvm::erase_if(
        alive, [&, index = index](ValueId id) { return lastUse[id] <= index; });
    int64_t elements = 0;
    for (ValueId id : alive)
      elements += plan.value(id).size;
    bool known = llvm::all_of(
        alive, [&](ValueId id) { return network.keys[id] != ValueKey(); });
    if (known && !alive.empty() && elements <= least) {
      least = elements;
      best = alive;
    }
    if ((index + 1) * kPlaces / steps == index * kPlaces / steps)
      continue;
    for (ValueId id : best)
      keep.set(id);
    best.clear();
    least = most;
  }
  return keep;
}

//===----------------------------------------------------------------------===//
// MixStore
//===----------------------------------------------------------------------===//

std::shared_ptr<const Buffer> MixStore::find(const ValueKey &key) {
  auto it = index.find(key);
  if (it == index.end())
    return nullptr;
  entries.splice(entries.begin(), entries, it->second);
  return it->second->data;
}

void MixStore::keep(const ValueKey &key, std::shared_ptr<const Buffer> data) {
  if (index.contains(key))
    return;
  entries.push_front({key, std::move(data)});
  index[key] = entries.begin();
  used += bytes(entries.front());
  while (used > budget) {
    used -= bytes(entries.back());
    index.erase(entries.back().key);
    entries.pop_back();
  }
}

} // namespace tpuc::runtime
