//===- Pool.cpp - Reference pooling ---------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Pool.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

int64_t kernels::poolOutputSize(int64_t in, int64_t kernel, int64_t stride,
                                int64_t padBegin, int64_t padEnd,
                                int64_t dilation, bool ceilMode) {
  const int64_t span = in + padBegin + padEnd - dilation * (kernel - 1) - 1;
  if (!ceilMode)
    return span / stride + 1;
  int64_t out = (span + stride - 1) / stride + 1;
  if ((out - 1) * stride >= in + padBegin)
    --out;
  return out;
}

namespace {
/// Calls visit(output index, input index of (row 0, column 0) of the channel,
/// pixel stride, oh, ow) for every output element.
template <typename F>
void forEachOutput(const Pool2DParams &p, Layout layout, int64_t batch,
                   F visit) {
  for (int64_t n = 0; n < batch; ++n)
    for (int64_t c = 0; c < p.channels; ++c)
      for (int64_t oh = 0; oh < p.outH; ++oh)
        for (int64_t ow = 0; ow < p.outW; ++ow) {
          if (layout == Layout::NCHW)
            visit(((n * p.channels + c) * p.outH + oh) * p.outW + ow,
                  (n * p.channels + c) * p.inH * p.inW, int64_t(1), oh, ow);
          else
            visit(((n * p.outH + oh) * p.outW + ow) * p.channels + c,
                  n * p.inH * p.inW * p.channels + c, p.channels, oh, ow);
        }
}

/// The average of one window before the epilogue: sum and divisor.
float windowAverage(const Pool2DParams &p, const float *channel,
                    int64_t pixelStride, int64_t oh, int64_t ow) {
  const bool paddingCounts = p.countIncludePad || p.padValue != 0.0f;
  float sum = 0.0f;
  int64_t count = 0;
  for (int64_t kh = 0; kh < p.kernelH; ++kh)
    for (int64_t kw = 0; kw < p.kernelW; ++kw) {
      const int64_t h = oh * p.strideH - p.padTop + kh * p.dilationH;
      const int64_t w = ow * p.strideW - p.padLeft + kw * p.dilationW;
      if (h >= p.inH + p.padBottom || w >= p.inW + p.padRight)
        continue; // ceil mode: beyond the padding
      if (h >= 0 && h < p.inH && w >= 0 && w < p.inW) {
        sum += channel[(h * p.inW + w) * pixelStride];
        ++count;
      } else if (paddingCounts) {
        sum += p.padValue;
        ++count;
      }
    }
  return count ? sum / static_cast<float>(count) : 0.0f;
}
} // namespace

void reference::maxPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
                          const float *in, float *out,
                          const FloatEpilogue &epilogue) {
  forEachOutput(
      p, layout, batch,
      [&](int64_t to, int64_t from, int64_t pixel, int64_t oh, int64_t ow) {
        float best = -std::numeric_limits<float>::infinity();
        for (int64_t kh = 0; kh < p.kernelH; ++kh)
          for (int64_t kw = 0; kw < p.kernelW; ++kw) {
            const int64_t h = oh * p.strideH - p.padTop + kh * p.dilationH;
            const int64_t w = ow * p.strideW - p.padLeft + kw * p.dilationW;
            if (h >= 0 && h < p.inH && w >= 0 && w < p.inW)
              best = std::max(best, in[from + (h * p.inW + w) * pixel]);
          }
        out[to] = epilogue.apply(best);
      });
}

void reference::avgPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
                          const float *in, float *out,
                          const FloatEpilogue &epilogue) {
  forEachOutput(
      p, layout, batch,
      [&](int64_t to, int64_t from, int64_t pixel, int64_t oh, int64_t ow) {
        out[to] = epilogue.apply(windowAverage(p, in + from, pixel, oh, ow));
      });
}

void reference::avgPool2dInt(const Pool2DParams &p, const AvgPoolInt &q,
                             Layout layout, int64_t batch, const float *in,
                             float *out) {
  forEachOutput(
      p, layout, batch,
      [&](int64_t to, int64_t from, int64_t pixel, int64_t oh, int64_t ow) {
        const float average = windowAverage(p, in + from, pixel, oh, ow);
        // The sum is recovered from the average, with two roundings.
        const float full =
            (average * static_cast<float>(p.kernelH)) * p.kernelW;
        int64_t v;
        if (q.usesFloat)
          v = toInt(static_cast<float>(full * q.scale + q.offset));
        else
          v = requantizeValue(q.floatMultiplier
                                  ? RequantKind::MultiplierShiftFloat
                                  : RequantKind::MultiplierShift,
                              toInt(full, q.sumRound), q.multiplier, q.shift,
                              RoundMode::HalfUp);
        out[to] = static_cast<float>(q.range.clamp(v));
      });
}
