//===- RoiAlign.cpp - Reference region alignment --------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Sample.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace tpuc;
using namespace tpuc::kernels;

namespace {
/// Four neighbours of a sample and their weights.
struct Sample {
  int64_t index[4] = {0, 0, 0, 0};
  float weight[4] = {0.0f, 0.0f, 0.0f, 0.0f};
};
/// A box in input elements, and how it is divided.
struct Region {
  float top, left, binH, binW;
  int64_t samplesH, samplesW;
};
} // namespace

/// Bilinear; a sample further than one element outside reads nothing.
static Sample sampleAt(const RoiAlignParams &p, float y, float x) {
  Sample s;
  if (!(y >= -1.0f && y <= p.inH && x >= -1.0f && x <= p.inW))
    return s;
  y = std::min(std::max(y, 0.0f), static_cast<float>(p.inH - 1));
  x = std::min(std::max(x, 0.0f), static_cast<float>(p.inW - 1));
  const auto top = static_cast<int64_t>(y), left = static_cast<int64_t>(x);
  const int64_t bottom = std::min(top + 1, p.inH - 1);
  const int64_t right = std::min(left + 1, p.inW - 1);
  const float dy = y - top, dx = x - left;
  const int64_t rows[4] = {top, top, bottom, bottom};
  const int64_t cols[4] = {left, right, left, right};
  const float weights[4] = {(1 - dy) * (1 - dx), (1 - dy) * dx, dy * (1 - dx),
                            dy * dx};
  for (int i = 0; i < 4; ++i) {
    s.index[i] = rows[i] * p.inW + cols[i];
    s.weight[i] = weights[i];
  }
  return s;
}

static Region regionOf(const RoiAlignParams &p, const float *box) {
  const float shift = p.halfPixel ? 0.5f : 0.0f;
  Region r;
  r.left = box[0] * p.spatialScale - shift;
  r.top = box[1] * p.spatialScale - shift;
  float width = box[2] * p.spatialScale - shift - r.left;
  float height = box[3] * p.spatialScale - shift - r.top;
  if (!p.halfPixel) {
    width = std::max(width, 1.0f);
    height = std::max(height, 1.0f);
  }
  r.binH = height / static_cast<float>(p.outH);
  r.binW = width / static_cast<float>(p.outW);
  // A bin wider than the image would only repeat its border.
  auto samples = [&](float bin, int64_t size) {
    if (p.samplingRatio > 0)
      return p.samplingRatio;
    return static_cast<int64_t>(
        std::min(std::ceil(bin), static_cast<float>(4 * size)));
  };
  r.samplesH = samples(r.binH, p.inH);
  r.samplesW = samples(r.binW, p.inW);
  return r;
}

/// One output element.
static float joinBin(const RoiAlignParams &p, const float *channel,
                     const std::vector<Sample> &samples) {
  if (p.mode == RoiPool::Max) {
    // As ONNX: of the weighted neighbours, not of their sum.
    float best =
        samples.empty() ? 0.0f : -std::numeric_limits<float>::infinity();
    for (const Sample &s : samples)
      for (int i = 0; i < 4; ++i)
        best = std::max(best, s.weight[i] * channel[s.index[i]]);
    return best;
  }
  float sum = 0.0f;
  for (const Sample &s : samples)
    for (int i = 0; i < 4; ++i)
      sum += s.weight[i] * channel[s.index[i]];
  return sum / static_cast<float>(std::max<size_t>(samples.size(), 1));
}

Status reference::roiAlign(const RoiAlignParams &p, int64_t batch,
                           const float *in, const float *boxes,
                           const float *images, float *out,
                           const FloatEpilogue &e) {
  std::vector<Sample> samples;
  for (int64_t n = 0; n < p.boxes; ++n) {
    if (!(images[n] >= 0.0f && images[n] < static_cast<float>(batch)))
      return Status::failure("box " + std::to_string(n) + " is of image " +
                             std::to_string(images[n]) + " of " +
                             std::to_string(batch));
    for (int i = 0; i < 4; ++i)
      if (!std::isfinite(boxes[4 * n + i]))
        return Status::failure("box " + std::to_string(n) +
                               " has a coordinate that is no number");
    const auto image = static_cast<int64_t>(images[n]);
    const Region r = regionOf(p, boxes + 4 * n);
    for (int64_t h = 0; h < p.outH; ++h)
      for (int64_t w = 0; w < p.outW; ++w) {
        samples.clear();
        for (int64_t i = 0; i < r.samplesH; ++i)
          for (int64_t j = 0; j < r.samplesW; ++j)
            samples.push_back(sampleAt(
                p, r.top + h * r.binH + (i + 0.5f) * r.binH / r.samplesH,
                r.left + w * r.binW + (j + 0.5f) * r.binW / r.samplesW));
        for (int64_t c = 0; c < p.channels; ++c)
          out[((n * p.channels + c) * p.outH + h) * p.outW + w] =
              e.apply(joinBin(p, in + (image * p.channels + c) * p.inH * p.inW,
                              samples));
      }
  }
  return Status();
}
