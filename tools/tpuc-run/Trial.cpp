// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Trial.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <algorithm>
#include <cmath>

using namespace tpuc::runtime;

namespace tpuc::run {

static constexpr int64_t kSamples = 3;

static llvm::Expected<std::unique_ptr<Session>>
makeSession(mlir::ModuleOp module, bool reference) {
  SessionOptions options;
  options.reference = reference;
  options.threads = 1; // one thread stacks the samples
  return Session::create(module, options);
}

llvm::Expected<std::vector<TensorInfo>> inputsOf(mlir::ModuleOp module) {
  auto session = makeSession(module, /*reference=*/true);
  if (!session)
    return session.takeError();
  const Plan &plan = (*session)->plan();
  std::vector<TensorInfo> infos;
  for (ValueId id : plan.inputs())
    infos.push_back(plan.value(id).info);
  return infos;
}

/// Sample `index` of the batch: the same values, moved around so that samples
/// differ.
static std::vector<float> sampleOf(llvm::ArrayRef<float> values,
                                   int64_t index) {
  std::vector<float> result = values.vec();
  if (!result.empty())
    std::rotate(result.begin(), result.begin() + index % result.size(),
                result.end());
  return result;
}

/// Tensors of the samples first, first + 1, ... in one run.
static llvm::Expected<std::vector<std::vector<float>>>
runSamples(Session &session, const Inputs &inputs, int64_t first,
           int64_t count) {
  const Plan &plan = session.plan();
  RunRequest request;
  request.samples = count;
  request.raw = true;
  Inputs stacked;
  for (auto [values, id] : llvm::zip_equal(inputs, plan.inputs())) {
    std::vector<float> &all = stacked.emplace_back();
    for (int64_t s = first; s < first + count; ++s)
      llvm::append_range(all, sampleOf(values, s));
    request.rawInputs.push_back(plan.value(id).info.quantized);
  }
  for (const std::vector<float> &values : stacked)
    request.inputs.push_back(values.data());
  std::vector<std::vector<float>> kept;
  for (ValueId id : plan.named())
    kept.emplace_back(count * plan.value(id).size);
  for (auto [id, values] : llvm::zip_equal(plan.named(), kept))
    request.kept.push_back({id, values.data()});
  if (llvm::Error error = session.run(request))
    return std::move(error);
  return kept;
}

/// The first place where two tensors differ; f32 results of other orders of
/// summation are the same.
static std::optional<size_t> findDifference(const TensorInfo &info,
                                            llvm::ArrayRef<float> expected,
                                            llvm::ArrayRef<float> found) {
  float largest = 0.0f;
  for (float x : expected)
    if (std::isfinite(x))
      largest = std::max(largest, std::fabs(x));
  float tolerance = info.storage == Storage::F32 ? 1e-6f * largest : 0.0f;
  for (size_t i = 0; i < expected.size(); ++i) {
    bool same = expected[i] == found[i] ||
                (std::isnan(expected[i]) && std::isnan(found[i])) ||
                std::fabs(expected[i] - found[i]) <= tolerance;
    if (!same)
      return i;
  }
  return std::nullopt;
}

static llvm::Error compare(const Plan &plan, llvm::StringRef way,
                           int64_t sample, llvm::ArrayRef<float> expected,
                           llvm::ArrayRef<float> found, ValueId id) {
  const TensorInfo &info = plan.value(id).info;
  std::optional<size_t> at = findDifference(info, expected, found);
  if (!at)
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::formatv("tensor '{0}' ({1}), sample {2}, element {3}: {4} by "
                    "reference kernels, {5} by {6}",
                    info.name, info.op, sample, *at, expected[*at], found[*at],
                    way)
          .str());
}

llvm::Expected<Tensors> runAllWays(mlir::ModuleOp module,
                                   const Inputs &inputs) {
  auto reference = makeSession(module, /*reference=*/true);
  if (!reference)
    return reference.takeError();
  auto fast = makeSession(module, /*reference=*/false);
  if (!fast)
    return fast.takeError();
  const Plan &plan = (*reference)->plan();

  std::vector<std::vector<std::vector<float>>> single;
  for (int64_t s = 0; s < kSamples; ++s) {
    auto tensors = runSamples(**reference, inputs, s, 1);
    if (!tensors)
      return tensors.takeError();
    single.push_back(std::move(*tensors));
  }
  struct Way {
    llvm::StringRef name;
    Session &session;
    int64_t samples;
  };
  for (const Way &way : {Way{"fast kernels", **fast, 1},
                         Way{"stacked reference kernels", **reference, 3},
                         Way{"stacked fast kernels", **fast, 3}})
    for (int64_t first = 0; first < kSamples; first += way.samples) {
      auto tensors = runSamples(way.session, inputs, first, way.samples);
      if (!tensors)
        return tensors.takeError();
      for (auto [index, id] : llvm::enumerate(plan.named()))
        for (int64_t s = 0; s < way.samples; ++s) {
          llvm::ArrayRef<float> all = (*tensors)[index];
          size_t size = plan.value(id).size;
          if (llvm::Error error =
                  compare(plan, way.name, first + s, single[first + s][index],
                          all.slice(s * size, size), id))
            return std::move(error);
        }
    }

  Tensors result;
  for (ValueId id : plan.named())
    result.infos.push_back(plan.value(id).info);
  result.values = std::move(single[0]);
  for (ValueId id : plan.outputs())
    result.outputs.push_back(llvm::find(plan.named(), id) -
                             plan.named().begin());
  return result;
}

} // namespace tpuc::run
