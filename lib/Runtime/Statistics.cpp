// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Statistics.h"
#include "Feeds.h"

#include <cmath>
#include <limits>
#include <memory>
#include <mutex>

using namespace mlir;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// One sample of one tensor
//===----------------------------------------------------------------------===//

/// Several sums side by side, for vector instructions.
static constexpr int kLanes = 8;

/// Everything but the histogram.
static TensorStatistics measure(ArrayRef<float> x) {
  float low[kLanes], high[kLanes];
  double sum[kLanes] = {}, squares[kLanes] = {};
  int32_t zeros[kLanes] = {}, nans[kLanes] = {};
  std::fill_n(low, kLanes, std::numeric_limits<float>::infinity());
  std::fill_n(high, kLanes, -std::numeric_limits<float>::infinity());
  int64_t zeroCount = 0, nanCount = 0;
  auto add = [&](int lane, float v) {
    low[lane] = v < low[lane] ? v : low[lane];
    high[lane] = v > high[lane] ? v : high[lane];
    sum[lane] += v;
    squares[lane] += static_cast<double>(v) * v;
    zeros[lane] += v == 0.0f;
    nans[lane] += v != v;
  };
  constexpr size_t block = size_t(1) << 20; // the counters are 32 bits wide
  for (size_t start = 0; start < x.size(); start += block) {
    ArrayRef<float> part = x.slice(start, std::min(block, x.size() - start));
    size_t i = 0;
    for (; i + kLanes <= part.size(); i += kLanes)
      for (int lane = 0; lane < kLanes; ++lane)
        add(lane, part[i + lane]);
    for (; i < part.size(); ++i)
      add(0, part[i]);
    for (int lane = 0; lane < kLanes; ++lane) {
      zeroCount += std::exchange(zeros[lane], 0);
      nanCount += std::exchange(nans[lane], 0);
    }
  }

  TensorStatistics result;
  result.count = x.size();
  result.zeros = zeroCount;
  result.min = *std::min_element(low, low + kLanes);
  result.max = *std::max_element(high, high + kLanes);
  if (nanCount > 0)
    result.min = result.max = std::numeric_limits<float>::quiet_NaN();
  result.absMax = std::max(std::fabs(result.min), std::fabs(result.max));
  for (int lane = 0; lane < kLanes; ++lane) {
    result.sum += sum[lane];
    result.sumOfSquares += squares[lane];
  }
  return result;
}

/// The least of the rows' largest values.
static float leastRowMax(ArrayRef<float> x, Rows rows, float hidden) {
  float least = std::numeric_limits<float>::infinity();
  for (size_t block = 0; block < x.size(); block += rows.length * rows.stride)
    for (int64_t row = 0; row < rows.stride; ++row) {
      float largest = -std::numeric_limits<float>::infinity();
      for (int64_t i = 0; i < rows.length; ++i)
        largest = std::max(largest, x[block + i * rows.stride + row]);
      if (largest > hidden)
        least = std::min(least, largest);
    }
  return least;
}

/// Adds what one more sample says.
static void merge(TensorStatistics &all, const TensorStatistics &one) {
  if (all.count == 0) {
    all = one;
    return;
  }
  auto pick = [](float a, float b, bool first) {
    return std::isnan(a) ? a : std::isnan(b) ? b : first ? a : b;
  };
  all.min = pick(all.min, one.min, all.min < one.min);
  all.max = pick(all.max, one.max, all.max > one.max);
  all.absMax = pick(all.absMax, one.absMax, all.absMax > one.absMax);
  all.sum += one.sum;
  all.sumOfSquares += one.sumOfSquares;
  all.count += one.count;
  all.zeros += one.zeros;
  all.leastRowMax = std::min(all.leastRowMax, one.leastRowMax);
}

/// Counts |x| in equal bins up to `absMax`, NaN as 0. Neighbours count apart,
/// since equal ones would wait for each other.
static void addHistogram(ArrayRef<float> x, float absMax, int64_t bins,
                         MutableArrayRef<uint32_t> counts) {
  constexpr int parts = 4;
  double scale = absMax > 0.0f ? bins / static_cast<double>(absMax) : 0.0;
  double last = static_cast<double>(bins - 1);
  auto bin = [&](float v) {
    double place = std::fabs(static_cast<double>(v)) * scale;
    return static_cast<int64_t>(place < last    ? place
                                : place >= last ? last
                                                : 0);
  };
  size_t i = 0;
  for (; i + parts <= x.size(); i += parts)
    for (int part = 0; part < parts; ++part)
      ++counts[part * bins + bin(x[i + part])];
  for (; i < x.size(); ++i)
    ++counts[bin(x[i])];
  for (int64_t b = 0; b < bins; ++b)
    for (int part = 1; part < parts; ++part)
      counts[b] += counts[part * bins + b];
}

//===----------------------------------------------------------------------===//
// All samples of all tensors
//===----------------------------------------------------------------------===//

Statistics::Statistics(Session &session, int64_t bins)
    : session(session), bins(bins), all(session.plan().named().size()),
      watches(all.size()), tensorOf(session.plan().values().size(), 0) {
  for (auto [i, id] : llvm::enumerate(session.plan().named()))
    tensorOf[id] = i;
}

llvm::Error Statistics::run(const RunRequest &request, Observe observe) {
  const Plan &plan = session.plan();
  auto feeds = Feeds::create(plan, request);
  if (!feeds)
    return feeds.takeError();
  llvm::BitVector observed(plan.values().size());
  for (ValueId id : plan.named())
    observed.set(id);
  Executor &executor = *session.executor;
  unsigned workers = executor.numWorkers();
  std::vector<WorkItem> items = splitSamples(
      request.samples,
      samplesPerItem(plan, session.options.memoryBudget, workers), workers);
  std::vector<StepId> steps = plan.upstream(plan.named());
  auto bind = [&](const WorkItem &item, MutableArrayRef<const float *> memory) {
    feeds->bind(item, memory);
  };
  auto show = [&](const WorkItem &item, ValueId id, const float *data,
                  unsigned) {
    const PlanValue &value = plan.value(id);
    std::vector<float> real;
    if (value.info.quantized || watches[tensorOf[id]].rows.length > 0) {
      real.resize(value.size * item.samples);
      PlanValue plain = value;
      if (watches[tensorOf[id]].rows.length == 0)
        plain.layout = Layout::NCHW; // the order does not matter
      exportValue(plain, data, item.samples, /*raw=*/false, real.data());
      data = real.data();
    }
    for (int64_t s = 0; s < item.samples; ++s)
      observe(tensorOf[id], item.firstSample + s,
              ArrayRef<float>(data + s * value.size, value.size));
  };
  Job job{steps, items, bind, &observed, show};
  return executor.run(job);
}

llvm::Error Statistics::observeRange(const RunRequest &request) {
  // Kept by sample and merged in order: sums do not depend on the threads.
  std::vector<TensorStatistics> parts(all.size() * request.samples);
  llvm::Error error =
      run(request, [&](size_t tensor, int64_t sample, ArrayRef<float> values) {
        TensorStatistics &part = parts[sample * all.size() + tensor];
        part = measure(values);
        const Watch &watch = watches[tensor];
        if (watch.rows.length > 0)
          part.leastRowMax = leastRowMax(values, watch.rows, watch.hidden);
      });
  if (error)
    return error;
  for (int64_t s = 0; s < request.samples; ++s)
    for (size_t tensor = 0; tensor < all.size(); ++tensor)
      merge(all[tensor], parts[s * all.size() + tensor]);
  return llvm::Error::success();
}

void Statistics::watchRows(size_t tensor, Rows rows, float hidden) {
  watches[tensor].rows = rows;
  watches[tensor].hidden = hidden;
}

void Statistics::setBounds(size_t tensor, float low, float high) {
  Watch &watch = watches[tensor];
  watch.bounded = true;
  watch.low = low;
  watch.high = high;
  TensorStatistics &t = all[tensor];
  t.min = std::max(t.min, low);
  t.max = std::min(t.max, high);
  t.absMax = std::max(std::fabs(t.min), std::fabs(t.max));
}

llvm::Error Statistics::observeHistogram(const RunRequest &request) {
  for (TensorStatistics &tensor : all)
    tensor.histogram.resize(bins, 0);
  std::vector<std::mutex> mutexes(all.size());
  return run(request, [&](size_t tensor, int64_t, ArrayRef<float> values) {
    thread_local std::vector<uint32_t> counts;
    counts.assign(4 * bins, 0);
    std::vector<float> within;
    if (const Watch &watch = watches[tensor]; watch.bounded) {
      llvm::copy_if(values, std::back_inserter(within),
                    [&](float v) { return v >= watch.low && v <= watch.high; });
      values = within;
    }
    addHistogram(values, all[tensor].absMax, bins, counts);
    std::lock_guard<std::mutex> lock(mutexes[tensor]);
    for (int64_t b = 0; b < bins; ++b)
      all[tensor].histogram[b] += counts[b];
  });
}

} // namespace tpuc::runtime
