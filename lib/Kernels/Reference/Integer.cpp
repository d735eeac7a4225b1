//===- Integer.cpp - Reference quantized element-wise operators -----------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Integer.h"
#include "../Broadcast.h"
#include "tpuc/Kernels/Requant.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

//===----------------------------------------------------------------------===//
// Two inputs
//===----------------------------------------------------------------------===//

template <typename F>
static void forEachPair(const float *a, const Shape &aShape, const float *b,
                        const Shape &bShape, float *out, F f) {
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        for (int64_t i = 0; i < n; ++i)
          out[o + i] =
              static_cast<float>(f(static_cast<int64_t>(a[ao + i * as]),
                                   static_cast<int64_t>(b[bo + i * bs])));
      });
}

void reference::addInt(const AddInt &p, const float *a, const Shape &aShape,
                       const float *b, const Shape &bShape, float *out) {
  forEachPair(a, aShape, b, bShape, out, [&](int64_t x, int64_t y) {
    if (p.commonShift) { // cv18xx
      int64_t v = x * p.a.multiplier + y * p.b.multiplier;
      if (p.relu)
        v = std::max<int64_t>(v, 0);
      return p.range.clamp(toInt(std::ldexp(static_cast<double>(v), -p.a.shift),
                                 RoundMode::HalfUp));
    }
    const int64_t l =
        roundShift((x - p.zeroPointA) * p.a.multiplier, p.a.shift);
    const int64_t r =
        roundShift((y - p.zeroPointB) * p.b.multiplier, p.b.shift);
    int64_t v = p.subtract ? l - r : l + r;
    if (p.relu)
      v = std::max<int64_t>(v, 0);
    return p.range.clamp(v + p.zeroPoint);
  });
}

void reference::mulInt(const MulInt &p, const float *a, const Shape &aShape,
                       const float *b, const Shape &bShape, float *out) {
  forEachPair(a, aShape, b, bShape, out, [&](int64_t x, int64_t y) {
    int64_t v = (x - p.zeroPointA) * (y - p.zeroPointB);
    if (p.relu)
      v = std::max<int64_t>(v, 0);
    v = p.qdm ? requantizeValue(RequantKind::Qdm, v, p.requant.multiplier,
                                p.requant.shift, RoundMode::HalfAwayFromZero)
              : requantizeValue(RequantKind::MultiplierShift, v,
                                p.requant.multiplier, p.requant.shift,
                                RoundMode::HalfUp);
    return p.range.clamp(v + p.zeroPoint);
  });
}

void reference::maxMinInt(bool isMax, IntRange range, const float *a,
                          const Shape &aShape, const float *b,
                          const Shape &bShape, float *out) {
  forEachPair(a, aShape, b, bShape, out, [&](int64_t x, int64_t y) {
    return range.clamp(isMax ? std::max(x, y) : std::min(x, y));
  });
}

//===----------------------------------------------------------------------===//
// One input
//===----------------------------------------------------------------------===//

template <typename F>
static void forEachValue(const float *in, float *out, int64_t n, F f) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(f(static_cast<int64_t>(in[i])));
}

static int64_t multiplyShift(MultiplierShift ms, int64_t v, bool inFloat,
                             RoundMode mode) {
  return requantizeValue(inFloat ? RequantKind::MultiplierShiftFloat
                                 : RequantKind::MultiplierShift,
                         v, ms.multiplier, ms.shift, mode);
}

void reference::affineInt(const AffineInt &p, const float *in, float *out,
                          int64_t n) {
  forEachValue(in, out, n, [&](int64_t q) {
    int64_t v;
    if (p.floatMultiplier)
      v = multiplyShift(p.requant, q - p.zeroPointIn, true, p.mode);
    else
      v = roundShift((q - p.zeroPointIn) * p.requant.multiplier + p.constant,
                     p.requant.shift, p.mode);
    return p.range.clamp(v + p.zeroPoint);
  });
}

void reference::maxMinConstInt(const MaxMinConstInt &p, const float *in,
                               float *out, int64_t n) {
  forEachValue(in, out, n, [&](int64_t q) {
    int64_t v = (q - p.zeroPointIn) * p.requant.multiplier;
    v = p.isMax ? std::max(v, p.constant) : std::min(v, p.constant);
    v = roundShift(v, p.requant.shift);
    if (p.relu)
      v = std::max<int64_t>(v, 0);
    // Quirk Q5: the zero point is not added back.
    return p.range.clamp(v);
  });
}

void reference::reluInt(IntRange range, const float *in, float *out,
                        int64_t n) {
  forEachValue(in, out, n,
               [&](int64_t q) { return range.clamp(std::max<int64_t>(q, 0)); });
}

void reference::leakyReluInt(const LeakyReluInt &p, const float *in, float *out,
                             int64_t n) {
  forEachValue(in, out, n, [&](int64_t q) {
    const MultiplierShift ms = q >= 0 ? p.positive : p.negative;
    return p.range.clamp(
        multiplyShift(ms, q, p.floatMultiplier, RoundMode::HalfUp));
  });
}

void reference::absInt(const float *in, float *out, int64_t n) {
  // Quirk Q6: no saturation, |-128| is 128.
  forEachValue(in, out, n, [](int64_t q) { return q < 0 ? -q : q; });
}

void reference::lut(const std::array<int32_t, 256> &table, const float *in,
                    float *out, int64_t n) {
  forEachValue(in, out, n, [&](int64_t q) { return table[q & 255]; });
}

//===----------------------------------------------------------------------===//
// Per channel
//===----------------------------------------------------------------------===//

template <typename F>
static void forEachChannelValue(const ChannelView &view, const float *in,
                                float *out, F f) {
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t c = 0; c < view.channels; ++c)
      for (int64_t i = 0; i < view.inner; ++i) {
        const int64_t at = (o * view.channels + c) * view.inner + i;
        out[at] = static_cast<float>(f(static_cast<int64_t>(in[at]), c));
      }
}

void reference::preluInt(const PReluInt &p, const ChannelView &view,
                         const float *in, float *out) {
  forEachChannelValue(view, in, out, [&](int64_t q, int64_t c) {
    if (q < 0) {
      const int32_t slope = p.slopes[p.slopes.size() == 1 ? 0 : c];
      return p.range.clamp(roundShift(q * slope, p.shift));
    }
    return p.range.clamp(
        multiplyShift(p.positive, q, p.floatMultiplier, RoundMode::HalfUp));
  });
}

void reference::scaleInt(const ScaleInt &p, const ChannelView &view,
                         const float *in, float *out) {
  const bool isSigned = p.range.lo < 0;
  forEachChannelValue(view, in, out, [&](int64_t q, int64_t c) {
    int64_t t = q * p.scales[c] + (p.biases.empty() ? 0 : p.biases[c]);
    t = isSigned ? clampTo(t, -32768, 32767) : clampTo(t, 0, 65535);
    int64_t v = roundShift(t, p.shifts[c], RoundMode::Down);
    if (p.relu)
      v = std::max<int64_t>(v, 0);
    return p.range.clamp(v);
  });
}

//===----------------------------------------------------------------------===//
// Along axes
//===----------------------------------------------------------------------===//

/// [outer, axis, inner] around one axis.
static ChannelView aroundAxis(const Shape &shape, int64_t axis) {
  ChannelView v;
  for (int64_t i = 0; i < static_cast<int64_t>(shape.size()); ++i)
    (i < axis ? v.outer : i == axis ? v.channels : v.inner) *= shape[i];
  return v;
}

void reference::softmaxInt(const SoftmaxInt &p, const float *in,
                           const Shape &shape, int64_t axis, float *out) {
  const ChannelView v = aroundAxis(shape, axis);
  std::vector<float> e(v.channels);
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t i = 0; i < v.inner; ++i) {
      auto at = [&](int64_t c) { return (o * v.channels + c) * v.inner + i; };
      float max = in[at(0)];
      for (int64_t c = 1; c < v.channels; ++c)
        max = std::max(max, in[at(c)]);
      float sum = 0.0f;
      for (int64_t c = 0; c < v.channels; ++c) {
        e[c] = p.table[static_cast<int>(max - in[at(c)]) & 255];
        sum += e[c];
      }
      const float divisor = sum * p.outScale;
      for (int64_t c = 0; c < v.channels; ++c) {
        const float probability = e[c] / divisor;
        const RoundMode mode =
            p.range.lo < 0 ? RoundMode::HalfAwayFromZero : RoundMode::HalfUp;
        out[at(c)] = static_cast<float>(
            p.range.clamp(toInt(probability, mode) + p.zeroPoint));
      }
    }
}

static int64_t startOf(ReduceInt::Kind kind) {
  switch (kind) {
  case ReduceInt::Kind::Max:
    return INT64_MIN;
  case ReduceInt::Kind::Min:
    return INT64_MAX;
  case ReduceInt::Kind::Sum:
  case ReduceInt::Kind::SumOfMagnitudes:
    break;
  }
  return 0;
}

static int64_t combine(ReduceInt::Kind kind, int64_t acc, int64_t q) {
  switch (kind) {
  case ReduceInt::Kind::Max:
    return std::max(acc, q);
  case ReduceInt::Kind::Min:
    return std::min(acc, q);
  case ReduceInt::Kind::SumOfMagnitudes:
    return acc + (q < 0 ? -q : q);
  case ReduceInt::Kind::Sum:
    break;
  }
  return acc + q;
}

void reference::reduceInt(const ReduceInt &p, const float *in,
                          const Shape &shape, const std::vector<int64_t> &axes,
                          float *out) {
  Shape outShape = shape;
  for (int64_t axis : axes)
    outShape[axis] = 1;
  const Shape strides = stridesOf(outShape);
  std::vector<int64_t> acc(numElements(outShape), startOf(p.kind));
  Shape index(shape.size(), 0);
  const int64_t total = numElements(shape);
  for (int64_t i = 0; i < total; ++i) {
    int64_t to = 0;
    for (size_t d = 0; d < shape.size(); ++d)
      to += outShape[d] == 1 ? 0 : index[d] * strides[d];
    const int64_t q = static_cast<int64_t>(in[i]);
    acc[to] = combine(p.kind, acc[to], q);
    for (size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d])
        break;
      index[d] = 0;
    }
  }
  const bool skip = p.requant == MultiplierShift{1, 0};
  for (size_t i = 0; i < acc.size(); ++i)
    out[i] = static_cast<float>(p.range.clamp(
        skip ? acc[i]
             : multiplyShift(p.requant, acc[i], true, RoundMode::HalfUp)));
}
