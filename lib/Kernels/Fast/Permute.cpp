//===- Permute.cpp - Permutation by runs and blocks -----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Shape.h"
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
