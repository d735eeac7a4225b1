//===- Pool.cpp - Vectorised pooling --------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Channels-last windows are sums and maxima of whole rows of channels, in the
// order of the reference. NCHW activations are transposed around them.
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Pool.h"
#include "../Simd.h"
#include "Scratch.h"
#include <algorithm>
#include <limits>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

TPUC_CLONES static void maxRow(float *acc, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    acc[i] = acc[i] < x[i] ? x[i] : acc[i];
}

TPUC_CLONES static void addRow(float *acc, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    acc[i] += x[i];
}

TPUC_CLONES static void addValue(float *acc, float x, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    acc[i] += x;
}

TPUC_CLONES static void divideRow(float *acc, float divisor, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    acc[i] /= divisor;
}

static void maxPoolRows(const Pool2DParams &p, const float *in, float *out) {
  const int64_t c = p.channels;
  for (int64_t oh = 0; oh < p.outH; ++oh)
    for (int64_t ow = 0; ow < p.outW; ++ow, out += c) {
      std::fill_n(out, c, -std::numeric_limits<float>::infinity());
      for (int64_t kh = 0; kh < p.kernelH; ++kh) {
        const int64_t h = oh * p.strideH - p.padTop + kh * p.dilationH;
        if (h < 0 || h >= p.inH)
          continue;
        for (int64_t kw = 0; kw < p.kernelW; ++kw) {
          const int64_t w = ow * p.strideW - p.padLeft + kw * p.dilationW;
          if (w >= 0 && w < p.inW)
            maxRow(out, in + (h * p.inW + w) * c, c);
        }
      }
    }
}

static void avgPoolRows(const Pool2DParams &p, const float *in, float *out) {
  const int64_t c = p.channels;
  const bool paddingCounts = p.countIncludePad || p.padValue != 0.0f;
  for (int64_t oh = 0; oh < p.outH; ++oh)
    for (int64_t ow = 0; ow < p.outW; ++ow, out += c) {
      std::fill_n(out, c, 0.0f);
      int64_t count = 0;
      for (int64_t kh = 0; kh < p.kernelH; ++kh)
        for (int64_t kw = 0; kw < p.kernelW; ++kw) {
          const int64_t h = oh * p.strideH - p.padTop + kh;
          const int64_t w = ow * p.strideW - p.padLeft + kw;
          if (h >= p.inH + p.padBottom || w >= p.inW + p.padRight)
            continue;
          const bool inside = h >= 0 && h < p.inH && w >= 0 && w < p.inW;
          if (inside)
            addRow(out, in + (h * p.inW + w) * c, c);
          else if (paddingCounts && p.padValue != 0.0f)
            addValue(out, p.padValue, c);
          count += inside || paddingCounts;
        }
      if (count)
        divideRow(out, static_cast<float>(count), c);
    }
}

/// Runs a channels-last function on activations of either layout.
template <typename F>
static void perSample(const Pool2DParams &p, Layout layout, int64_t batch,
                      const float *in, float *out, F pool) {
  const int64_t inSize = p.channels * p.inH * p.inW;
  const int64_t outSize = p.channels * p.outH * p.outW;
  if (layout == Layout::NHWC) {
    for (int64_t n = 0; n < batch; ++n)
      pool(p, in + n * inSize, out + n * outSize);
    return;
  }
  Scratch from = Scratch::floats(inSize), to = Scratch::floats(outSize);
  for (int64_t n = 0; n < batch; ++n) {
    fast::transposeInner(in + n * inSize, from.asFloats(), 1, p.channels,
                         p.inH * p.inW);
    pool(p, from.asFloats(), to.asFloats());
    fast::transposeInner(to.asFloats(), out + n * outSize, 1, p.outH * p.outW,
                         p.channels);
  }
}

static int64_t outputSize(const Pool2DParams &p, int64_t batch) {
  return batch * p.channels * p.outH * p.outW;
}

void fast::maxPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
                     const float *in, float *out,
                     const FloatEpilogue &epilogue) {
  perSample(p, layout, batch, in, out, maxPoolRows);
  if (!epilogue.isIdentity())
    fast::applyEpilogue(epilogue, out, out, outputSize(p, batch));
}

void fast::avgPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
                     const float *in, float *out,
                     const FloatEpilogue &epilogue) {
  if (p.dilationH != 1 || p.dilationW != 1)
    return reference::avgPool2d(p, layout, batch, in, out, epilogue);
  perSample(p, layout, batch, in, out, avgPoolRows);
  if (!epilogue.isIdentity())
    fast::applyEpilogue(epilogue, out, out, outputSize(p, batch));
}

void fast::avgPool2dInt(const Pool2DParams &p, const AvgPoolInt &q,
                        Layout layout, int64_t batch, const float *in,
                        float *out) {
  perSample(p, layout, batch, in, out, avgPoolRows);
  const int64_t size = outputSize(p, batch);
  const float kh = static_cast<float>(p.kernelH);
  const float kw = static_cast<float>(p.kernelW);
  for (int64_t i = 0; i < size; ++i) {
    const float full = (out[i] * kh) * kw;
    if (q.usesFloat) {
      out[i] = static_cast<float>(
          q.range.clamp(toInt(static_cast<float>(full * q.scale + q.offset))));
    } else {
      out[i] = static_cast<float>(toInt(full, q.sumRound));
    }
  }
  if (q.usesFloat)
    return;
  Requant r;
  r.kind = q.floatMultiplier ? RequantKind::MultiplierShiftFloat
                             : RequantKind::MultiplierShift;
  r.multipliers.push_back(q.multiplier);
  r.shifts.push_back(q.shift);
  r.range = q.range;
  RequantKernel(std::move(r), 1).run({1, 1, size}, out, out);
}
