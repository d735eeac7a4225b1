// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_WEIGHTSTORE_H
#define TPUC_LIB_RUNTIME_WEIGHTSTORE_H

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Kernels/Conv.h"
#include "tpuc/Kernels/MatMul.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tpuc::runtime {

/// The numbers of a weight as f32. A view of the blob when that is f32, else a
/// decoded copy; valid while the module lives.
class WeightFloats {
public:
  WeightFloats() = default;
  explicit WeightFloats(llvm::ArrayRef<float> view) : view(view) {}
  explicit WeightFloats(std::vector<float> &&values)
      : owned(std::make_shared<std::vector<float>>(std::move(values))),
        view(*owned) {}
  llvm::ArrayRef<float> get() const { return view; }
  operator llvm::ArrayRef<float>() const { return view; }
  Span<float> span() const { return {view.data(), view.size()}; }
  std::vector<float> copy() const { return view.vec(); }
  /// As long as one wants; a copy of what is a view.
  std::shared_ptr<const std::vector<float>> shared() const {
    return owned ? owned : std::make_shared<std::vector<float>>(view.vec());
  }

private:
  std::shared_ptr<std::vector<float>> owned;
  llvm::ArrayRef<float> view;
};

/// Decodes a weight: f32, f16, bf16 or integers, inline or in a blob.
llvm::Expected<WeightFloats> decodeWeight(top::WeightOp weight);

/// Packed and decoded weights by content, so that plans of variants of a
/// network share them. The least recently used are dropped beyond the budget;
/// plans keep what they use. Safe to use from several threads.
class WeightStore {
public:
  explicit WeightStore(size_t budgetBytes = size_t(1) << 30)
      : budget(budgetBytes) {}

  using PackedConv = std::shared_ptr<const kernels::PackedConvWeights>;
  using PackedMatMul = std::shared_ptr<const kernels::PackedMatMulWeights>;

  /// The numbers of a weight, as decodeWeight gives them.
  llvm::Expected<std::shared_ptr<const std::vector<float>>>
  decoded(top::WeightOp weight);
  PackedConv conv(const kernels::Conv2DParams &params,
                  const kernels::ConvOptions &options,
                  llvm::ArrayRef<float> filter, kernels::Status &status);
  PackedConv deconv(const kernels::Deconv2DParams &params,
                    const kernels::ConvOptions &options,
                    llvm::ArrayRef<float> filter, kernels::Status &status);
  PackedMatMul matmul(int64_t k, int64_t n, bool transposed,
                      std::optional<kernels::InputRange> range,
                      llvm::ArrayRef<float> right, kernels::Status &status);

private:
  struct Entry {
    std::string key;
    std::shared_ptr<const void> packed;
    size_t bytes;
  };
  /// What `make` makes of data of that content; `size` bytes in the store.
  std::shared_ptr<const void>
  get(llvm::ArrayRef<int64_t> key, llvm::ArrayRef<char> data, size_t size,
      llvm::function_ref<std::shared_ptr<const void>()> make);

  std::mutex mutex;
  size_t budget, used = 0;
  std::list<Entry> entries; ///< most recently used first
  llvm::StringMap<std::list<Entry>::iterator> index;
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_WEIGHTSTORE_H
