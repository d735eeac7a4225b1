// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Feeds.h"
#include "PlanBuilder.h"
#include "tpuc/Kernels/Cast.h"

#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <cstring>

using namespace tpuc::kernels;

namespace tpuc::runtime {

/// What is wrong with the numbers of an input; empty when nothing is.
static std::string findProblem(const TensorInfo &info, llvm::ArrayRef<float> x,
                               bool stored, bool allowNaN) {
  if (!(allowNaN && !info.quantized && isFloat(info.storage)) &&
      llvm::any_of(x, [](float v) { return std::isnan(v); }))
    return "contains NaN";
  if (!stored || isFloat(info.storage))
    return "";
  InputRange range = LayerBuilder::inputRange(info);
  for (float v : x)
    if (v < range.lo || v > range.hi || v != std::trunc(v))
      return llvm::formatv("holds {0}, which {1} cannot store", v,
                           stringify(info.storage))
          .str();
  return "";
}

llvm::Expected<Feeds> Feeds::create(const Plan &plan,
                                    const RunRequest &request) {
  Feeds result;
  for (auto [i, id] : llvm::enumerate(plan.inputs())) {
    const PlanValue &value = plan.value(id);
    size_t count = request.samples * value.size;
    bool stored = i < request.rawInputs.size() && request.rawInputs[i];
    llvm::ArrayRef<float> data(request.inputs[i], count);
    std::string problem =
        findProblem(value.info, data, stored, request.allowNaN);
    if (!problem.empty())
      return llvm::createStringError("input '" + value.info.name + "' " +
                                     problem);
    Feed feed{id, data.data(), value.size, nullptr};
    if (!stored && value.info.storage != Storage::F32) {
      auto converted = std::make_shared<std::vector<float>>(count);
      if (value.info.quantized)
        fast::quantize(QuantizeForm::F32, LayerBuilder::params(value.info),
                       data.data(), converted->data(), count);
      else if (value.info.storage == Storage::F16)
        quant::roundFloats(data.data(), converted->data(), count,
                           quant::FloatRound::F16);
      else if (value.info.storage == Storage::BF16)
        quant::roundFloats(data.data(), converted->data(), count,
                           quant::FloatRound::BF16);
      else
        std::memcpy(converted->data(), data.data(), count * sizeof(float));
      feed.data = converted->data();
      feed.converted = std::move(converted);
    }
    result.feeds.push_back(std::move(feed));
  }
  return result;
}

void Feeds::bind(const WorkItem &item,
                 llvm::MutableArrayRef<const float *> memory) const {
  for (const Feed &feed : feeds)
    memory[feed.value] = feed.data + item.firstSample * feed.stride;
}

const float *Feeds::at(ValueId value, int64_t sample) const {
  for (const Feed &feed : feeds)
    if (feed.value == value)
      return feed.data + sample * feed.stride;
  return nullptr;
}

void copyInLayout(const PlanValue &value, const float *data, int64_t samples,
                  Layout layout, float *out) {
  const auto &shape = value.info.shape;
  if (value.layout == layout || layoutsCoincide(shape)) {
    std::memcpy(out, data, samples * value.size * sizeof(float));
    return;
  }
  int64_t channels = shape[1], pixels = shape[2] * shape[3];
  bool fromLast = value.layout == Layout::NHWC;
  fast::transposeInner(data, out, samples * shape[0],
                       fromLast ? pixels : channels,
                       fromLast ? channels : pixels);
}

void exportValue(const PlanValue &value, const float *data, int64_t samples,
                 bool raw, float *out) {
  const TensorInfo &info = value.info;
  int64_t count = samples * value.size;
  copyInLayout(value, data, samples, Layout::NCHW, out);
  if (raw || !info.quantized)
    return;
  float scale = static_cast<float>(info.scale);
  float zeroPoint = static_cast<float>(info.zeroPoint);
  for (int64_t i = 0; i < count; ++i)
    out[i] = (out[i] - zeroPoint) * scale;
}

int64_t samplesPerItem(const Plan &plan, int64_t memoryBudget,
                       unsigned workers) {
  int64_t bytes = std::max<int64_t>(plan.arenaSize(), 1) * sizeof(float);
  int64_t affordable = memoryBudget / (bytes * workers);
  // Measured with one thread: one sample at a time keeps activations in the
  // cache (EfficientNet-Lite0: 4 at a time cost 10 % more), while weights that
  // no cache holds are read once for all samples (VGG-11: 20 to 45 % less).
  constexpr int64_t largeWeights = int64_t(64) << 20;
  bool sharesWeights = plan.weightElements() * sizeof(float) > largeWeights;
  return std::clamp<int64_t>(affordable, 1, sharesWeights ? 4 : 1);
}

} // namespace tpuc::runtime
