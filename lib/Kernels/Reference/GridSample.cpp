//===- GridSample.cpp - Reference grid sampling ---------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../Resample.h"
#include "tpuc/Kernels/Sample.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

/// -1..1 to input positions.
static double unnormalize(double x, int64_t size, bool alignCorners) {
  if (alignCorners)
    return (x + 1.0) / 2.0 * (size - 1);
  return ((x + 1.0) * size - 1.0) / 2.0;
}

/// Folds `x` into [lo, hi] by reflection at both.
static double reflect(double x, double lo, double hi) {
  const double range = hi - lo;
  if (range <= 0.0)
    return lo;
  const double offset = std::fabs(x - lo);
  const double times = std::floor(offset / range);
  const double rest = offset - times * range;
  return std::fmod(times, 2.0) == 0.0 ? lo + rest : hi - rest;
}

namespace {
/// How one axis is read: position -> element, or -1 for nothing.
struct Axis {
  int64_t size;
  const GridSampleParams &p;

  /// Where a grid value lies; outside only where outside reads zeros.
  double position(double value) const {
    const double x = unnormalize(value, size, p.alignCorners);
    if (!std::isfinite(x))
      return p.padding == SamplePadding::Zeros ? -2.0 : 0.0;
    // The cubic filter pads each element that it reads, not its centre.
    if (p.mode == InterpMode::Cubic)
      return std::min(std::max(x, -1.0e9), 1.0e9);
    if (p.padding == SamplePadding::Zeros)
      return std::min(std::max(x, -2.0), size + 1.0);
    return padded(x);
  }
  double padded(double x) const {
    const double last = size - 1;
    if (p.padding == SamplePadding::Reflection)
      x = p.alignCorners ? reflect(x, 0.0, last) : reflect(x, -0.5, size - 0.5);
    return std::min(std::max(x, 0.0), last);
  }
  int64_t element(int64_t i) const {
    if (i >= 0 && i < size)
      return i;
    if (p.padding == SamplePadding::Zeros)
      return -1;
    return static_cast<int64_t>(padded(static_cast<double>(i)));
  }
};

/// Elements along one axis and their weights, at most four.
struct Taps {
  int64_t index[4];
  double weight[4];
  int count = 0;
  void add(int64_t i, double w) {
    index[count] = i;
    weight[count++] = w;
  }
};
} // namespace

static Taps tapsAt(const Axis &axis, double value) {
  const double x = axis.position(value);
  Taps taps;
  if (axis.p.mode == InterpMode::Nearest) {
    taps.add(axis.element(static_cast<int64_t>(std::nearbyint(x))), 1.0);
    return taps;
  }
  const double floor = std::floor(x);
  const auto first = static_cast<int64_t>(floor);
  if (axis.p.mode == InterpMode::Linear) {
    taps.add(axis.element(first), 1.0 - (x - floor));
    taps.add(axis.element(first + 1), x - floor);
    return taps;
  }
  double weights[4];
  cubicWeights(-0.75, x - floor, weights);
  for (int i = 0; i < 4; ++i)
    taps.add(axis.element(first - 1 + i), weights[i]);
  return taps;
}

void reference::gridSample(const GridSampleParams &p, const float *in,
                           const float *grid, float *out,
                           const FloatEpilogue &e) {
  const Axis axisX{p.inW, p}, axisY{p.inH, p}, axisZ{p.inD, p};
  const int64_t coordinates = p.hasDepth ? 3 : 2;
  const int64_t inSize = p.inD * p.inH * p.inW;
  const int64_t outSize = p.outD * p.outH * p.outW;
  Taps whole;
  whole.add(0, 1.0);
  for (int64_t n = 0; n < p.batch; ++n)
    for (int64_t o = 0; o < outSize; ++o) {
      const float *at = grid + (n * outSize + o) * coordinates;
      const Taps xs = tapsAt(axisX, at[0]), ys = tapsAt(axisY, at[1]);
      const Taps zs = p.hasDepth ? tapsAt(axisZ, at[2]) : whole;
      for (int64_t c = 0; c < p.channels; ++c) {
        const float *src = in + (n * p.channels + c) * inSize;
        double sum = 0.0;
        for (int z = 0; z < zs.count; ++z)
          for (int y = 0; y < ys.count; ++y)
            for (int x = 0; x < xs.count; ++x) {
              if (zs.index[z] < 0 || ys.index[y] < 0 || xs.index[x] < 0)
                continue;
              const int64_t from =
                  (zs.index[z] * p.inH + ys.index[y]) * p.inW + xs.index[x];
              sum += zs.weight[z] * ys.weight[y] * xs.weight[x] * src[from];
            }
        out[(n * p.channels + c) * outSize + o] =
            e.apply(static_cast<float>(sum));
      }
    }
}
