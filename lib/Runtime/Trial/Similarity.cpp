// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Similarity.h"
#include "tpuc/Runtime/TrialSession.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <limits>

namespace tpuc::runtime {

std::optional<Metric> parseMetric(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Metric>>(name)
      .Case("cosine", Metric::Cosine)
      .Case("euclidean", Metric::Euclidean)
      .Case("sqnr", Metric::SQNR)
      .Case("mse", Metric::MSE)
      .Default(std::nullopt);
}

namespace {
/// Sums over pairs of elements.
struct Sums {
  double aa = 0, bb = 0, ab = 0, difference = 0, sum = 0;
};
} // namespace

static Sums accumulate(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b) {
  Sums s;
  for (auto [x, y] : llvm::zip_equal(a, b)) {
    double p = x, q = y;
    s.aa += p * p;
    s.bb += q * q;
    s.ab += p * q;
    s.difference += (p - q) * (p - q);
    s.sum += (p + q) * (p + q);
  }
  return s;
}

double similarity(Metric metric, llvm::ArrayRef<float> reference,
                  llvm::ArrayRef<float> x) {
  Sums s = accumulate(reference, x);
  switch (metric) {
  case Metric::Cosine:
    if (s.aa == 0 || s.bb == 0)
      return s.aa == s.bb ? 1.0 : 0.0;
    return s.ab / (std::sqrt(s.aa) * std::sqrt(s.bb));
  case Metric::Euclidean:
    if (s.difference == 0)
      return 1.0;
    return 1.0 - std::sqrt(s.difference) / (std::sqrt(s.sum) / 2);
  case Metric::SQNR:
    if (s.difference == 0)
      return std::numeric_limits<double>::infinity();
    return 10 * std::log10(s.aa / s.difference);
  case Metric::MSE:
    return s.difference / std::max<size_t>(x.size(), 1);
  }
  llvm_unreachable("unknown metric");
}

Trials::Trials(std::shared_ptr<const ComparedTensors> reference,
               size_t candidates, int64_t samples)
    : floatTensors(std::move(reference)), outcome(candidates),
      samples(samples) {}

std::vector<double> Trials::similarity(Metric metric) const {
  std::vector<double> result;
  std::vector<double> first; // of the candidate that the last one equals
  const ComparedTensors *last = nullptr;
  for (const auto &tensors : outcome) {
    if (tensors.get() != last) {
      first.clear();
      for (int64_t s = 0; s < samples; ++s)
        for (size_t t = 0; t < floatTensors->data.size(); ++t)
          first.push_back(runtime::similarity(
              metric, floatTensors->sample(t, s), tensors->sample(t, s)));
      last = tensors.get();
    }
    result.insert(result.end(), first.begin(), first.end());
  }
  return result;
}

} // namespace tpuc::runtime
