//===- Resample.cpp - Resizing with filters of any width ------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../Resample.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

double kernels::sourceCoordinate(const ResizeAxis &a, int64_t o) {
  switch (a.mode) {
  case CoordinateMode::HalfPixel:
    return (o + 0.5) / a.scale - 0.5;
  case CoordinateMode::PytorchHalfPixel:
    return a.out > 1 ? (o + 0.5) / a.scale - 0.5 : 0.0;
  case CoordinateMode::AlignCorners:
    return a.out > 1 ? o * static_cast<double>(a.in - 1) / (a.out - 1) : 0.0;
  case CoordinateMode::Asymmetric:
    return o / a.scale;
  case CoordinateMode::HalfPixelSymmetric: {
    // The centres of input and output stay together although the output's size
    // was rounded.
    const double adjustment = a.out / (a.scale * a.in);
    return a.in / 2.0 * (1.0 - adjustment) + (o + 0.5) / a.scale - 0.5;
  }
  case CoordinateMode::TfCropAndResize: {
    const double last = a.in - 1;
    if (a.out == 1)
      return 0.5 * (a.roiBegin + a.roiEnd) * last;
    return a.roiBegin * last + o * (a.roiEnd - a.roiBegin) * last / (a.out - 1);
  }
  }
  return 0.0;
}

int64_t kernels::nearestIndex(NearestMode mode, double x, int64_t size) {
  double r = 0.0;
  switch (mode) {
  case NearestMode::RoundPreferFloor:
    r = std::ceil(x - 0.5);
    break;
  case NearestMode::RoundPreferCeil:
    r = std::floor(x + 0.5);
    break;
  case NearestMode::Floor:
    r = std::floor(x);
    break;
  case NearestMode::Ceil:
    r = std::ceil(x);
    break;
  }
  return std::min(std::max<int64_t>(static_cast<int64_t>(r), 0), size - 1);
}

/// Keys' cubic convolution filter at distance `x`.
static double cubicFilter(double a, double x) {
  x = std::fabs(x);
  if (x <= 1.0)
    return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0)
    return ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
  return 0.0;
}

void kernels::cubicWeights(double coefficient, double fraction,
                           double weights[4]) {
  for (int i = 0; i < 4; ++i)
    weights[i] = cubicFilter(coefficient, fraction + 1.0 - i);
}

bool kernels::needsResampling(const Interp2DParams &p) {
  return p.mode == InterpMode::Cubic || p.antialias || p.excludeOutside ||
         p.coordinates == CoordinateMode::TfCropAndResize;
}

namespace {
/// What one output position reads along an axis: weights of input positions, or
/// nothing when it lies outside.
struct Reading {
  std::vector<std::pair<int64_t, double>> taps;
  bool outside = false;
};
} // namespace

static double filterAt(const Interp2DParams &p, double distance) {
  if (p.mode == InterpMode::Cubic)
    return cubicFilter(p.cubicCoeff, distance);
  return std::max(0.0, 1.0 - std::fabs(distance));
}

static Reading readAt(const Interp2DParams &p, const ResizeAxis &axis,
                      int64_t o) {
  const double x = sourceCoordinate(axis, o);
  const int64_t last = axis.in - 1;
  auto inside = [&](int64_t i) {
    return std::min(std::max<int64_t>(i, 0), last);
  };
  Reading reading;
  if (axis.mode == CoordinateMode::TfCropAndResize && (x < 0.0 || x > last)) {
    reading.outside = true;
    return reading;
  }
  if (p.mode == InterpMode::Nearest) {
    reading.taps.push_back({nearestIndex(p.nearest, x, axis.in), 1.0});
    return reading;
  }
  // Shrinking stretches the filter over the elements that it has to cover.
  const double shrink = p.antialias ? std::min(axis.scale, 1.0) : 1.0;
  const double radius = (p.mode == InterpMode::Cubic ? 2.0 : 1.0) / shrink;
  double sum = 0.0;
  for (auto i = static_cast<int64_t>(std::floor(x - radius)) + 1;
       i < x + radius; ++i) {
    if (p.excludeOutside && i != inside(i))
      continue;
    const double weight = filterAt(p, (i - x) * shrink);
    reading.taps.push_back({inside(i), weight});
    sum += weight;
  }
  for (auto &tap : reading.taps)
    tap.second /= sum;
  return reading;
}

static std::vector<Reading> readAxis(const Interp2DParams &p, ResizeAxis axis) {
  if (axis.scale == 0.0)
    axis.scale = static_cast<double>(axis.out) / axis.in;
  std::vector<Reading> readings;
  for (int64_t o = 0; o < axis.out; ++o)
    readings.push_back(readAt(p, axis, o));
  return readings;
}

void kernels::resample2d(const Interp2DParams &p, Layout layout, int64_t batch,
                         const float *in, float *out) {
  const std::vector<Reading> rows = readAxis(
      p, {p.coordinates, p.inH, p.outH, p.scaleH, p.roiBeginH, p.roiEndH});
  const std::vector<Reading> cols = readAxis(
      p, {p.coordinates, p.inW, p.outW, p.scaleW, p.roiBeginW, p.roiEndW});
  // Channels-last: a pixel is a run of channels; else a run of one.
  const int64_t planes = layout == Layout::NCHW ? batch * p.channels : batch;
  const int64_t run = layout == Layout::NCHW ? 1 : p.channels;
  std::vector<double> blended(p.inW * run);
  for (int64_t plane = 0; plane < planes; ++plane) {
    const float *src = in + plane * p.inH * p.inW * run;
    for (const Reading &row : rows) {
      std::fill(blended.begin(), blended.end(), 0.0);
      for (auto [h, weight] : row.taps)
        for (int64_t i = 0; i < p.inW * run; ++i)
          blended[i] += weight * src[h * p.inW * run + i];
      for (const Reading &col : cols)
        for (int64_t i = 0; i < run; ++i) {
          double sum = 0.0;
          for (auto [w, weight] : col.taps)
            sum += weight * blended[w * run + i];
          *out++ = row.outside || col.outside ? p.extrapolation
                                              : static_cast<float>(sum);
        }
    }
  }
}
