//===- Shape.cpp - Data movement by runs and blocks -----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Shape.h"
#include "../PadSource.h"
#include <algorithm>

using namespace tpuc;
using namespace tpuc::kernels;

namespace {
/// A permutation without dimensions of size 1 and with dimensions that stay
/// neighbours merged.
struct MergedPermutation {
  Shape shape; ///< of the input
  std::vector<int64_t> order;

  MergedPermutation(const Shape &inShape, const std::vector<int64_t> &inOrder) {
    std::vector<std::vector<int64_t>> groups; // of input axes, output order
    for (int64_t axis : inOrder) {
      if (inShape[axis] == 1)
        continue;
      if (!groups.empty() && follows(inShape, groups.back().back(), axis))
        groups.back().push_back(axis);
      else
        groups.push_back({axis});
    }
    // Number the groups by where they lie in the input.
    std::vector<size_t> byInput(groups.size());
    for (size_t i = 0; i < groups.size(); ++i)
      byInput[i] = i;
    std::sort(byInput.begin(), byInput.end(),
              [&](size_t a, size_t b) { return groups[a][0] < groups[b][0]; });
    order.resize(groups.size());
    for (size_t i = 0; i < byInput.size(); ++i) {
      int64_t size = 1;
      for (int64_t axis : groups[byInput[i]])
        size *= inShape[axis];
      shape.push_back(size);
      order[byInput[i]] = static_cast<int64_t>(i);
    }
  }

  /// Whether `axis` is the next one after `previous` but for sizes of 1.
  static bool follows(const Shape &shape, int64_t previous, int64_t axis) {
    if (axis < previous)
      return false;
    for (int64_t d = previous + 1; d < axis; ++d)
      if (shape[d] != 1)
        return false;
    return true;
  }
};
} // namespace

void fast::permute(const float *in, const Shape &shape,
                   const std::vector<int64_t> &order, float *out) {
  const MergedPermutation p(shape, order);
  const size_t rank = p.shape.size();
  if (rank <= 1) {
    std::copy_n(in, numElements(shape), out);
    return;
  }
  const std::vector<int64_t> swap = {1, 0}, swapInner = {0, 2, 1};
  if (p.order == swap)
    return fast::transposeInner(in, out, 1, p.shape[0], p.shape[1]);
  if (p.order == swapInner)
    return fast::transposeInner(in, out, p.shape[0], p.shape[1], p.shape[2]);

  // The innermost output dimension is a run, strided unless it also is the
  // innermost of the input.
  const Shape inStrides = stridesOf(p.shape);
  Shape outShape, strides;
  for (int64_t axis : p.order) {
    outShape.push_back(p.shape[axis]);
    strides.push_back(inStrides[axis]);
  }
  const int64_t run = outShape.back(), step = strides.back();
  const int64_t total = numElements(outShape);
  Shape index(rank, 0);
  int64_t from = 0;
  for (int64_t o = 0; o < total; o += run) {
    if (step == 1)
      std::copy_n(in + from, run, out + o);
    else
      for (int64_t i = 0; i < run; ++i)
        out[o + i] = in[from + i * step];
    for (size_t d = rank - 1; d-- > 0;) {
      from += strides[d];
      if (++index[d] < outShape[d])
        break;
      index[d] = 0;
      from -= strides[d] * outShape[d];
    }
  }
}

//===----------------------------------------------------------------------===//
// Axes that are read through a map
//===----------------------------------------------------------------------===//

namespace {
/// For each axis, which input index an output index reads; -1: the constant.
using AxisMaps = std::vector<std::vector<int64_t>>;
} // namespace

static bool isIdentityMap(const std::vector<int64_t> &map, int64_t size) {
  if (static_cast<int64_t>(map.size()) != size)
    return false;
  for (int64_t i = 0; i < size; ++i)
    if (map[i] != i)
      return false;
  return true;
}

/// out[i, j, ...] = in[maps[0][i], maps[1][j], ...]. Trailing axes that are
/// read as they are make a run.
static void readThroughMaps(const float *in, Shape shape, AxisMaps maps,
                            float value, float *out) {
  int64_t run = 1;
  while (!shape.empty() && isIdentityMap(maps.back(), shape.back())) {
    run *= shape.back();
    shape.pop_back();
    maps.pop_back();
  }
  if (shape.empty()) {
    std::copy_n(in, run, out);
    return;
  }
  const size_t rank = shape.size();
  Shape strides(rank, run);
  for (size_t d = rank - 1; d-- > 0;)
    strides[d] = strides[d + 1] * shape[d + 1];

  const std::vector<int64_t> &last = maps.back();
  Shape index(rank, 0);
  for (;;) {
    int64_t from = 0;
    bool constant = false;
    for (size_t d = 0; d + 1 < rank; ++d) {
      const int64_t i = maps[d][index[d]];
      constant |= i < 0;
      from += i * strides[d];
    }
    for (int64_t i : last) {
      if (constant || i < 0)
        std::fill_n(out, run, value);
      else if (run == 1)
        *out = in[from + i];
      else
        std::copy_n(in + from + i * run, run, out);
      out += run;
    }
    size_t d = rank - 1;
    while (d-- > 0) {
      if (++index[d] < static_cast<int64_t>(maps[d].size()))
        break;
      index[d] = 0;
    }
    if (d == static_cast<size_t>(-1))
      return;
  }
}

void fast::slice(const float *in, const Shape &shape, const Shape &starts,
                 const Shape &steps, const Shape &outShape, float *out) {
  AxisMaps maps(shape.size());
  for (size_t d = 0; d < shape.size(); ++d)
    for (int64_t i = 0; i < outShape[d]; ++i)
      maps[d].push_back(starts[d] + i * steps[d]);
  if (numElements(outShape) > 0)
    readThroughMaps(in, shape, std::move(maps), 0.0f, out);
}

void fast::pad(const float *in, const Shape &shape, const Shape &padBegin,
               const Shape &padEnd, PadMode mode, float value, float *out) {
  AxisMaps maps(shape.size());
  for (size_t d = 0; d < shape.size(); ++d)
    for (int64_t i = -padBegin[d]; i < shape[d] + padEnd[d]; ++i)
      maps[d].push_back(padSource(i, shape[d], mode));
  readThroughMaps(in, shape, std::move(maps), value, out);
}

void fast::tile(const float *in, const Shape &shape, const Shape &repeats,
                float *out) {
  AxisMaps maps(shape.size());
  for (size_t d = 0; d < shape.size(); ++d)
    for (int64_t i = 0; i < shape[d] * repeats[d]; ++i)
      maps[d].push_back(i % shape[d]);
  readThroughMaps(in, shape, std::move(maps), 0.0f, out);
}

void fast::expand(const float *in, const Shape &shape, const Shape &outShape,
                  float *out) {
  Shape full(outShape.size() - shape.size(), 1);
  full.insert(full.end(), shape.begin(), shape.end());
  AxisMaps maps(full.size());
  for (size_t d = 0; d < full.size(); ++d)
    for (int64_t i = 0; i < outShape[d]; ++i)
      maps[d].push_back(full[d] == 1 ? 0 : i);
  readThroughMaps(in, full, std::move(maps), 0.0f, out);
}

//===----------------------------------------------------------------------===//
// Depth to space
//===----------------------------------------------------------------------===//

void fast::depth2space(const Depth2SpaceParams &p, Layout layout, int64_t batch,
                       const float *in, float *out) {
  const int64_t block = p.blockH * p.blockW;
  const int64_t c = p.inverse ? p.channels : p.channels / block;
  const int64_t h = p.inverse ? p.inH / p.blockH : p.inH;
  const int64_t w = p.inverse ? p.inW / p.blockW : p.inW;
  // The deep side split into six axes, and the order that makes it spatial.
  Shape deep;
  std::vector<int64_t> order;
  if (layout == Layout::NCHW && !p.crd) {
    deep = {batch, p.blockH, p.blockW, c, h, w};
    order = {0, 3, 4, 1, 5, 2};
  } else if (layout == Layout::NCHW) {
    deep = {batch, c, p.blockH, p.blockW, h, w};
    order = {0, 1, 4, 2, 5, 3};
  } else if (!p.crd) {
    deep = {batch, h, w, p.blockH, p.blockW, c};
    order = {0, 1, 3, 2, 4, 5};
  } else {
    deep = {batch, h, w, c, p.blockH, p.blockW};
    order = {0, 1, 4, 2, 5, 3};
  }
  if (!p.inverse)
    return fast::permute(in, deep, order, out);
  Shape spatial(6);
  std::vector<int64_t> back(6);
  for (int64_t i = 0; i < 6; ++i) {
    spatial[i] = deep[order[i]];
    back[order[i]] = i;
  }
  fast::permute(in, spatial, back, out);
}
