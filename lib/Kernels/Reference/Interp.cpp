//===- Interp.cpp - Reference resizing ------------------------------------===//
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

namespace {
/// The two input positions an output position blends, and their weights.
struct Tap {
  int64_t lo, hi;
  float wLo, wHi;
};
} // namespace

static std::vector<Tap> makeTaps(const Interp2DParams &p, int64_t in,
                                 int64_t out, double scale) {
  if (scale == 0.0)
    scale = static_cast<double>(out) / in;
  std::vector<Tap> taps(out);
  for (int64_t o = 0; o < out; ++o) {
    const double x = sourceCoordinate({p.coordinates, in, out, scale}, o);
    if (p.mode == InterpMode::Nearest) {
      const int64_t i = nearestIndex(p.nearest, x, in);
      taps[o] = {i, i, 1.0f, 0.0f};
      continue;
    }
    const double clamped =
        std::min(std::max(x, 0.0), static_cast<double>(in - 1));
    const int64_t lo = static_cast<int64_t>(clamped);
    const float fraction = static_cast<float>(clamped - lo);
    taps[o] = {lo, std::min(lo + 1, in - 1), 1.0f - fraction, fraction};
  }
  return taps;
}

void reference::interp2d(const Interp2DParams &p, Layout layout, int64_t batch,
                         const float *in, float *out) {
  if (needsResampling(p))
    return resample2d(p, layout, batch, in, out);
  const std::vector<Tap> rows = makeTaps(p, p.inH, p.outH, p.scaleH);
  const std::vector<Tap> cols = makeTaps(p, p.inW, p.outW, p.scaleW);
  const bool nearest = p.mode == InterpMode::Nearest;

  // Channels-last: a pixel is a run of channels; else a run of one.
  const int64_t planes = layout == Layout::NCHW ? batch * p.channels : batch;
  const int64_t run = layout == Layout::NCHW ? 1 : p.channels;
  for (int64_t plane = 0; plane < planes; ++plane) {
    const float *src = in + plane * p.inH * p.inW * run;
    for (const Tap &r : rows)
      for (const Tap &c : cols) {
        const float *a = src + (r.lo * p.inW + c.lo) * run;
        const float *b = src + (r.lo * p.inW + c.hi) * run;
        const float *d = src + (r.hi * p.inW + c.lo) * run;
        const float *e = src + (r.hi * p.inW + c.hi) * run;
        for (int64_t i = 0; i < run; ++i)
          *out++ = nearest ? a[i]
                           : r.wLo * (a[i] * c.wLo + b[i] * c.wHi) +
                                 r.wHi * (d[i] * c.wLo + e[i] * c.wHi);
      }
  }
}
