//===- Place.cpp - Reference operators that find and fill places ----------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Place.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace tpuc;
using namespace tpuc::kernels;

//===----------------------------------------------------------------------===//
// Boxes
//===----------------------------------------------------------------------===//

namespace {
struct Box {
  float top, left, bottom, right;
  float area() const { return (bottom - top) * (right - left); }
};
} // namespace

static Box boxOf(const float *values, bool centerPointBox) {
  if (centerPointBox) {
    const float halfW = values[2] / 2.0f, halfH = values[3] / 2.0f;
    return {values[1] - halfH, values[0] - halfW, values[1] + halfH,
            values[0] + halfW};
  }
  // Any two opposite corners.
  return {std::min(values[0], values[2]), std::min(values[1], values[3]),
          std::max(values[0], values[2]), std::max(values[1], values[3])};
}

static float intersectionOverUnion(const Box &a, const Box &b) {
  const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
  if (!(height > 0.0f && width > 0.0f) || a.area() <= 0.0f || b.area() <= 0.0f)
    return 0.0f;
  const float common = height * width;
  return common / (a.area() + b.area() - common);
}

/// The boxes of one class that are chosen, the best first.
static std::vector<int64_t> choose(const NonMaxSuppressionParams &p,
                                   const std::vector<Box> &boxes,
                                   const float *scores) {
  std::vector<int64_t> order(p.boxes), chosen;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return scores[a] > scores[b]; });
  for (int64_t box : order) {
    if (static_cast<int64_t>(chosen.size()) == p.most ||
        (p.scoreThreshold && !(scores[box] > *p.scoreThreshold)))
      break;
    const bool overlaps =
        std::any_of(chosen.begin(), chosen.end(), [&](int64_t better) {
          return intersectionOverUnion(boxes[box], boxes[better]) >
                 p.iouThreshold;
        });
    if (!overlaps)
      chosen.push_back(box);
  }
  return chosen;
}

static Status checkFinite(const float *values, int64_t n, const char *what) {
  for (int64_t i = 0; i < n; ++i)
    if (!std::isfinite(values[i]))
      return Status::failure(std::string(what) + " " + std::to_string(i) +
                             " is no number");
  return Status();
}

Status reference::nonMaxSuppression(const NonMaxSuppressionParams &p,
                                    const float *boxes, const float *scores,
                                    float *out) {
  if (Status s = checkFinite(boxes, p.images * p.boxes * 4, "box coordinate");
      !s.ok())
    return s;
  if (Status s =
          checkFinite(scores, p.images * p.classes * p.boxes, "box score");
      !s.ok())
    return s;
  float *end =
      out + p.images * p.classes * std::min(p.most, p.boxes) * int64_t(3);
  std::vector<Box> ofImage(p.boxes);
  for (int64_t image = 0; image < p.images; ++image) {
    for (int64_t i = 0; i < p.boxes; ++i)
      ofImage[i] = boxOf(boxes + (image * p.boxes + i) * 4, p.centerPointBox);
    for (int64_t c = 0; c < p.classes; ++c)
      for (int64_t box :
           choose(p, ofImage, scores + (image * p.classes + c) * p.boxes)) {
        *out++ = static_cast<float>(image);
        *out++ = static_cast<float>(c);
        *out++ = static_cast<float>(box);
      }
  }
  std::fill(out, end, -1.0f);
  return Status();
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

void reference::nonZero(const float *in, const Shape &shape, float *out) {
  const int64_t elements = numElements(shape);
  const Shape strides = stridesOf(shape);
  std::fill_n(out, static_cast<int64_t>(shape.size()) * elements, -1.0f);
  int64_t column = 0;
  for (int64_t i = 0; i < elements; ++i) {
    if (in[i] == 0.0f)
      continue;
    for (size_t d = 0; d < shape.size(); ++d)
      out[static_cast<int64_t>(d) * elements + column] =
          static_cast<float>(i / strides[d] % shape[d]);
    ++column;
  }
}

/// The places in a plane that the window at `position` covers, in order.
static std::vector<int64_t> placesOf(const PlaceWindow &w, int64_t position) {
  const Shape inStrides = stridesOf(w.in), outStrides = stridesOf(w.out),
              kernelStrides = stridesOf(w.kernel);
  std::vector<int64_t> places;
  for (int64_t at = 0, count = numElements(w.kernel); at < count; ++at) {
    int64_t place = 0;
    bool inside = true;
    for (size_t d = 0; d < w.in.size(); ++d) {
      const int64_t window = position / outStrides[d] % w.out[d];
      const int64_t step = at / kernelStrides[d] % w.kernel[d];
      const int64_t x =
          window * w.strides[d] - w.pads[d] + step * w.dilations[d];
      inside = inside && x >= 0 && x < w.in[d];
      place += x * inStrides[d];
    }
    if (inside)
      places.push_back(place);
  }
  return places;
}

void reference::maxPoolIndices(const PlaceWindow &w, const float *in,
                               float *out) {
  const int64_t size = numElements(w.in), positions = numElements(w.out);
  for (int64_t position = 0; position < positions; ++position) {
    const std::vector<int64_t> places = placesOf(w, position);
    for (int64_t plane = 0; plane < w.planes; ++plane) {
      const float *from = in + plane * size;
      int64_t best = places.empty() ? -1 : places.front();
      for (int64_t place : places)
        best = from[place] > from[best] ? place : best;
      out[plane * positions + position] = static_cast<float>(best);
    }
  }
}

Status reference::maxUnpool(int64_t planes, int64_t count, int64_t size,
                            const float *in, const float *indices, float *out) {
  std::fill_n(out, planes * size, 0.0f);
  for (int64_t i = 0; i < planes * count; ++i) {
    if (!(indices[i] >= 0.0f && indices[i] < static_cast<float>(size)))
      return Status::failure("place " + std::to_string(indices[i]) +
                             " is not in a plane of " + std::to_string(size) +
                             " elements");
    out[i / count * size + static_cast<int64_t>(indices[i])] = in[i];
  }
  return Status();
}

//===----------------------------------------------------------------------===//
// Moved places
//===----------------------------------------------------------------------===//

namespace {
/// The neighbours of a place in a plane and their weights; those outside have
/// 0.
struct Neighbours {
  int64_t index[4] = {0, 0, 0, 0};
  float weight[4] = {0.0f, 0.0f, 0.0f, 0.0f};
};
} // namespace

static Neighbours neighboursOf(float y, float x, int64_t height,
                               int64_t width) {
  Neighbours result;
  if (!(y > -1.0f && y < static_cast<float>(height) && x > -1.0f &&
        x < static_cast<float>(width)))
    return result;
  const auto top = static_cast<int64_t>(std::floor(y));
  const auto left = static_cast<int64_t>(std::floor(x));
  const float dy = y - static_cast<float>(top);
  const float dx = x - static_cast<float>(left);
  for (int i = 0; i < 4; ++i) {
    const int64_t row = top + i / 2, column = left + i % 2;
    if (row < 0 || row >= height || column < 0 || column >= width)
      continue;
    result.index[i] = row * width + column;
    result.weight[i] = (i / 2 ? dy : 1 - dy) * (i % 2 ? dx : 1 - dx);
  }
  return result;
}

/// The place that element `k` of window `i` is moved to; `moved` is its offset
/// in y, that in x is one plane of windows further.
static Neighbours placeOf(const DeformGatherParams &p, int64_t k, int64_t i,
                          const float *moved) {
  const int64_t top = i / p.outW * p.strideH - p.padTop;
  const int64_t left = i % p.outW * p.strideW - p.padLeft;
  const int64_t y = top + k / p.kernelW * p.dilationH;
  const int64_t x = left + k % p.kernelW * p.dilationW;
  return neighboursOf(static_cast<float>(y) + moved[0],
                      static_cast<float>(x) + moved[p.outH * p.outW], p.inH,
                      p.inW);
}

void reference::deformGather(const DeformGatherParams &p, const float *in,
                             const float *offset, const float *mask, float *out,
                             FloatRound round) {
  const int64_t window = p.kernelH * p.kernelW, windows = p.outH * p.outW;
  const int64_t perGroup = p.channels / p.offsetGroups, size = p.inH * p.inW;
  for (int64_t group = 0; group < p.batch * p.offsetGroups; ++group)
    for (int64_t k = 0; k < window; ++k)
      for (int64_t i = 0; i < windows; ++i) {
        const int64_t place = (group * window + k) * windows + i;
        const float *moved = offset + 2 * (group * window + k) * windows + i;
        const Neighbours at = placeOf(p, k, i, moved);
        const float factor = mask ? mask[place] : 1.0f;
        const int64_t row = i / p.outW * p.kernelH + k / p.kernelW;
        const int64_t column = i % p.outW * p.kernelW + k % p.kernelW;
        for (int64_t c = group * perGroup; c < (group + 1) * perGroup; ++c) {
          float sum = 0.0f;
          for (int j = 0; j < 4; ++j)
            sum += at.weight[j] * in[c * size + at.index[j]];
          out[c * windows * window + row * p.outW * p.kernelW + column] =
              quant::roundFloat(sum * factor, round);
        }
      }
}
