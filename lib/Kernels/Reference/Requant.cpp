//===- Requant.cpp - Reference requantization -----------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Requant.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

int64_t kernels::requantizeValue(RequantKind kind, int64_t t,
                                 int32_t multiplier, int32_t shift,
                                 RoundMode mode) {
  switch (kind) {
  case RequantKind::None:
    return t;
  case RequantKind::OnlyShift:
    return roundShift(t, shift, mode);
  case RequantKind::MultiplierShift:
    return roundShift(t * multiplier, shift, mode);
  case RequantKind::MultiplierShiftFloat: {
    const float product =
        static_cast<float>(t) * static_cast<float>(multiplier);
    return toInt(std::ldexp(static_cast<double>(product), -shift), mode);
  }
  case RequantKind::Qdm:
    return multiplyByQuantizedMultiplier(static_cast<int32_t>(t), multiplier,
                                         -shift, mode);
  }
  return t;
}

template <typename T>
static T perChannel(const std::vector<T> &values, int64_t c, T absent) {
  if (values.empty())
    return absent;
  return values.size() == 1 ? values[0] : values[c];
}

void reference::requantize(const Requant &r, const ChannelView &view,
                           const float *acc, float *out) {
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t c = 0; c < view.channels; ++c) {
      const float bias = perChannel(r.bias, c, 0.0f);
      const int32_t multiplier = perChannel(r.multipliers, c, 1);
      const int32_t shift = perChannel(r.shifts, c, 0);
      for (int64_t i = 0; i < view.inner; ++i) {
        const int64_t at = (o * view.channels + c) * view.inner + i;
        // The bias is added in single precision, which shows above 2^24.
        const float sum = std::min(std::max(acc[at] + bias, -2147483648.0f),
                                   kLargestInt32Float);
        int64_t t = toInt(sum, RoundMode::TowardsZero);
        if (r.reluBefore)
          t = std::max<int64_t>(t, 0);
        int64_t v = requantizeValue(r.kind, t, multiplier, shift, r.roundMode) +
                    r.zeroPoint;
        if (r.relu)
          v = std::max<int64_t>(v, r.zeroPoint);
        if (r.kind != RequantKind::None)
          v = r.range.clamp(v);
        out[at] = static_cast<float>(v);
      }
    }
}
