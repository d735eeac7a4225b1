//===- Broadcast.h - Iteration over broadcast operands ----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_BROADCAST_H
#define TPUC_LIB_KERNELS_BROADCAST_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

/// Two operands broadcast to one result, neighbouring dimensions that both
/// operands walk alike merged into one. visit() is called once per innermost
/// run with element offsets and the steps (0 or 1) within the run:
///   visit(outOffset, aOffset, aStep, bOffset, bStep, count)
class BroadcastPlan {
public:
  BroadcastPlan(const Shape &a, const Shape &b);

  template <typename F> void forEachRun(F visit) const {
    const size_t rank = dims.size();
    const Dim &inner = dims[rank - 1];
    Shape index(rank, 0);
    int64_t aOffset = 0, bOffset = 0;
    for (int64_t o = 0; o < total; o += inner.size) {
      visit(o, aOffset, inner.aStride, bOffset, inner.bStride, inner.size);
      for (size_t d = rank - 1; d-- > 0;) {
        aOffset += dims[d].aStride;
        bOffset += dims[d].bStride;
        if (++index[d] < dims[d].size)
          break;
        index[d] = 0;
        aOffset -= dims[d].aStride * dims[d].size;
        bOffset -= dims[d].bStride * dims[d].size;
      }
    }
  }

private:
  struct Dim {
    int64_t size, aStride, bStride;
  };
  std::vector<Dim> dims; // outermost first, never empty
  int64_t total = 1;
};

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_BROADCAST_H
