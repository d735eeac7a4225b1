//===- Index.cpp - Reference operators about places -----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Index.h"
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace tpuc;
using namespace tpuc::kernels;

/// A shape around one axis.
namespace {
struct AxisView {
  int64_t outer = 1, size = 1, inner = 1;
  AxisView(const Shape &shape, int64_t axis) : size(shape[axis]) {
    for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d)
      if (d != axis)
        (d < axis ? outer : inner) *= shape[d];
  }
};
} // namespace

/// The place that an index means, or -1 when it is out of bounds (or NaN).
static int64_t placeOf(float index, int64_t size) {
  if (!(index >= -static_cast<float>(size) && index < static_cast<float>(size)))
    return -1;
  const int64_t place = static_cast<int64_t>(index);
  return place < 0 ? place + size : place;
}

static Status outOfBounds(float index, int64_t size) {
  return Status::failure("index " + std::to_string(index) +
                         " is out of bounds for a dimension of " +
                         std::to_string(size));
}

static float join(ScatterMode mode, float old, float update) {
  switch (mode) {
  case ScatterMode::None:
    return update;
  case ScatterMode::Add:
    return old + update;
  case ScatterMode::Mul:
    return old * update;
  case ScatterMode::Max:
    return std::max(old, update);
  case ScatterMode::Min:
    return std::min(old, update);
  }
  return update;
}

//===----------------------------------------------------------------------===//
// One axis
//===----------------------------------------------------------------------===//

Status reference::gather(const float *in, const Shape &shape,
                         const Indices &indices, int64_t axis, float *out) {
  const AxisView view(shape, axis);
  const int64_t count = numElements(indices.shape);
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t i = 0; i < count; ++i) {
      const int64_t place = placeOf(indices.data[i], view.size);
      if (place < 0)
        return outOfBounds(indices.data[i], view.size);
      std::copy_n(in + (o * view.size + place) * view.inner, view.inner, out);
      out += view.inner;
    }
  return Status();
}

/// Calls visit(place in indices, place in `shape`) for every index of an
/// operator on elements.
template <typename F>
static Status forEachElement(const Indices &indices, const Shape &shape,
                             int64_t axis, F visit) {
  const Shape strides = stridesOf(shape),
              indexStrides = stridesOf(indices.shape);
  const int64_t count = numElements(indices.shape);
  for (int64_t i = 0; i < count; ++i) {
    int64_t place = placeOf(indices.data[i], shape[axis]);
    if (place < 0)
      return outOfBounds(indices.data[i], shape[axis]);
    int64_t target = 0, rest = i;
    for (size_t d = 0; d < shape.size(); ++d) {
      const int64_t at = rest / indexStrides[d];
      rest %= indexStrides[d];
      target += (static_cast<int64_t>(d) == axis ? place : at) * strides[d];
    }
    visit(i, target);
  }
  return Status();
}

Status reference::gatherElements(const float *in, const Shape &shape,
                                 const Indices &indices, int64_t axis,
                                 float *out) {
  return forEachElement(indices, shape, axis,
                        [&](int64_t i, int64_t place) { out[i] = in[place]; });
}

Status reference::scatterElements(const float *updates, const Indices &indices,
                                  int64_t axis, ScatterMode mode,
                                  const Shape &shape, float *out) {
  return forEachElement(indices, shape, axis, [&](int64_t i, int64_t place) {
    out[place] = join(mode, out[place], updates[i]);
  });
}

//===----------------------------------------------------------------------===//
// Coordinates
//===----------------------------------------------------------------------===//

/// Calls visit(number of the slice, its offset in `shape`, its size) for every
/// coordinate.
template <typename F>
static Status forEachSlice(const Indices &indices, const Shape &shape,
                           int64_t batchDims, F visit) {
  const Shape strides = stridesOf(shape);
  const int64_t depth = indices.shape.back();
  const int64_t slices = numElements(indices.shape) / depth;
  int64_t batches = 1;
  for (int64_t d = 0; d < batchDims; ++d)
    batches *= shape[d];
  const int64_t batchSize = numElements(shape) / batches;
  const int64_t size = strides[batchDims + depth - 1];
  for (int64_t s = 0; s < slices; ++s) {
    int64_t offset = s / (slices / batches) * batchSize;
    for (int64_t d = 0; d < depth; ++d) {
      const float index = indices.data[s * depth + d];
      const int64_t place = placeOf(index, shape[batchDims + d]);
      if (place < 0)
        return outOfBounds(index, shape[batchDims + d]);
      offset += place * strides[batchDims + d];
    }
    visit(s, offset, size);
  }
  return Status();
}

Status reference::gatherND(const float *in, const Shape &shape,
                           const Indices &indices, int64_t batchDims,
                           float *out) {
  return forEachSlice(indices, shape, batchDims,
                      [&](int64_t slice, int64_t offset, int64_t size) {
                        std::copy_n(in + offset, size, out + slice * size);
                      });
}

Status reference::scatterND(const float *updates, const Indices &indices,
                            ScatterMode mode, const Shape &shape, float *out) {
  return forEachSlice(indices, shape, /*batchDims=*/0,
                      [&](int64_t slice, int64_t offset, int64_t size) {
                        for (int64_t i = 0; i < size; ++i)
                          out[offset + i] = join(mode, out[offset + i],
                                                 updates[slice * size + i]);
                      });
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

/// Whether a comes before b: larger first, NaN as the largest.
static bool isLarger(float a, float b) {
  return std::isnan(a) ? !std::isnan(b) : a > b;
}

void reference::topK(const float *in, const Shape &shape, int64_t axis,
                     int64_t k, bool largest, bool asIndices, float *out) {
  const AxisView view(shape, axis);
  std::vector<int64_t> places(view.size);
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t i = 0; i < view.inner; ++i) {
      const float *from = in + o * view.size * view.inner + i;
      float *to = out + o * k * view.inner + i;
      auto before = [&](int64_t a, int64_t b) {
        const float x = from[a * view.inner], y = from[b * view.inner];
        if (isLarger(x, y) || isLarger(y, x))
          return largest ? isLarger(x, y) : isLarger(y, x);
        return a < b;
      };
      std::iota(places.begin(), places.end(), 0);
      std::partial_sort(places.begin(), places.begin() + k, places.end(),
                        before);
      for (int64_t j = 0; j < k; ++j)
        to[j * view.inner] = asIndices ? static_cast<float>(places[j])
                                       : from[places[j] * view.inner];
    }
}

void reference::arg(const float *in, const Shape &shape, int64_t axis,
                    bool largest, bool lastOfEqual, float *out) {
  const AxisView view(shape, axis);
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t i = 0; i < view.inner; ++i) {
      const float *from = in + o * view.size * view.inner + i;
      int64_t best = 0;
      for (int64_t j = 1; j < view.size; ++j) {
        const float x = from[j * view.inner], extreme = from[best * view.inner];
        const bool better =
            largest ? isLarger(x, extreme) : isLarger(extreme, x);
        if (better || (lastOfEqual && x == extreme))
          best = j;
      }
      out[o * view.inner + i] = static_cast<float>(best);
    }
}

/// Sets out[i] to in[0] op ... op in[i], or with `exclusive` to what is before.
template <typename Op>
static void accumulate(const float *in, const AxisView &view, bool exclusive,
                       bool reverse, float *out, FloatRound round,
                       float neutral, Op op) {
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t i = 0; i < view.inner; ++i) {
      float total = neutral;
      for (int64_t j = 0; j < view.size; ++j) {
        const int64_t place = reverse ? view.size - 1 - j : j;
        const int64_t at = (o * view.size + place) * view.inner + i;
        const float before = total;
        total = op(total, in[at]);
        out[at] = quant::roundFloat(exclusive ? before : total, round);
      }
    }
}

void reference::cumSum(const float *in, const Shape &shape, int64_t axis,
                       bool exclusive, bool reverse, float *out,
                       FloatRound round) {
  accumulate(in, AxisView(shape, axis), exclusive, reverse, out, round, 0.0f,
             std::plus<float>());
}

void reference::cumProd(const float *in, const Shape &shape, int64_t axis,
                        bool exclusive, bool reverse, float *out,
                        FloatRound round) {
  accumulate(in, AxisView(shape, axis), exclusive, reverse, out, round, 1.0f,
             std::multiplies<float>());
}
