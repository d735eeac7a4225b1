//===- Broadcast.cpp - Iteration over broadcast operands ------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Broadcast.h"
#include "tpuc/Kernels/Eltwise.h"
#include <algorithm>

using namespace tpuc;
using namespace tpuc::kernels;

static int64_t dimFromEnd(const Shape &s, size_t i) {
  return i < s.size() ? s[s.size() - 1 - i] : 1;
}

Shape kernels::broadcastShapes(const Shape &a, const Shape &b) {
  Shape out(std::max(a.size(), b.size()));
  for (size_t i = 0; i < out.size(); ++i) {
    const int64_t da = dimFromEnd(a, i), db = dimFromEnd(b, i);
    out[out.size() - 1 - i] = da == 1 ? db : da;
  }
  return out;
}

BroadcastPlan::BroadcastPlan(const Shape &a, const Shape &b) {
  const Shape out = broadcastShapes(a, b);
  int64_t aStride = 1, bStride = 1;
  // Innermost first; reversed at the end.
  for (size_t i = 0; i < out.size(); ++i) {
    const int64_t size = out[out.size() - 1 - i];
    const int64_t da = dimFromEnd(a, i), db = dimFromEnd(b, i);
    total *= size;
    if (size != 1) {
      const Dim d{size, da == 1 ? 0 : aStride, db == 1 ? 0 : bStride};
      Dim *last = dims.empty() ? nullptr : &dims.back();
      if (last && last->aStride * last->size == d.aStride &&
          last->bStride * last->size == d.bStride)
        last->size *= size;
      else
        dims.push_back(d);
    }
    aStride *= da;
    bStride *= db;
  }
  if (dims.empty())
    dims.push_back({1, 0, 0});
  std::reverse(dims.begin(), dims.end());
}
