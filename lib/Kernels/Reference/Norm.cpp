//===- Norm.cpp - Reference normalisations --------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Reduce.h"
#include "tpuc/Quant/Bf16Lut.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

void reference::layerNorm(const float *in, int64_t outer, int64_t inner,
                          Span<float> gamma, Span<float> beta, float epsilon,
                          float *out) {
  const float n = static_cast<float>(inner);
  for (int64_t o = 0; o < outer; ++o) {
    const float *x = in + o * inner;
    float *y = out + o * inner;
    float sum = 0.0f;
    for (int64_t i = 0; i < inner; ++i)
      sum += x[i];
    const float mean = sum / n;
    float squares = 0.0f;
    for (int64_t i = 0; i < inner; ++i)
      squares += (x[i] - mean) * (x[i] - mean);
    const float inverse = 1.0f / std::sqrt(squares / n + epsilon);
    for (int64_t i = 0; i < inner; ++i) {
      y[i] = (x[i] - mean) * inverse;
      if (!gamma.empty())
        y[i] *= gamma[i];
      if (!beta.empty())
        y[i] += beta[i];
    }
  }
}

void reference::layerNormBF16(const float *in, int64_t outer, int64_t inner,
                              Span<float> gamma, Span<float> beta,
                              float epsilon, bool cv18, float *out) {
  const FloatRound kind = cv18 ? FloatRound::BF16Cv18 : FloatRound::BF16;
  auto R = [kind](float x) { return roundFloat(x, kind); };
  const Bf16MantissaTable rsqrt =
      cv18 ? makeBf16PowerTable(-0.5) : Bf16MantissaTable();
  const float c = R(1.0f / static_cast<float>(inner));
  for (int64_t o = 0; o < outer; ++o) {
    const float *x = in + o * inner;
    float *y = out + o * inner;
    float sum = 0.0f;
    for (int64_t i = 0; i < inner; ++i)
      sum += x[i] * c;
    const float mean = R(sum);
    float variance = 0.0f;
    for (int64_t i = 0; i < inner; ++i) {
      const float d = R(x[i] - mean);
      variance += R(R(d * d) * c);
    }
    const float v = R(R(variance) + R(epsilon));
    const float inverse =
        cv18 ? evalBf16Mantissa(rsqrt, v) : R(1.0f / R(std::sqrt(v)));
    for (int64_t i = 0; i < inner; ++i) {
      y[i] = R(R(x[i] - mean) * inverse);
      if (!gamma.empty())
        y[i] = R(y[i] * gamma[i]);
      if (!beta.empty())
        y[i] = R(y[i] + beta[i]);
    }
  }
}

void reference::rmsNorm(const float *in, int64_t outer, int64_t inner,
                        Span<float> gamma, float epsilon, float *out,
                        const FloatEpilogue &e) {
  for (int64_t o = 0; o < outer; ++o) {
    const float *x = in + o * inner;
    float *y = out + o * inner;
    float squares = 0.0f;
    for (int64_t i = 0; i < inner; ++i)
      squares += x[i] * x[i];
    const float mean = squares / static_cast<float>(inner);
    const float inverse = 1.0f / std::sqrt(mean + epsilon);
    for (int64_t i = 0; i < inner; ++i)
      y[i] =
          e.apply(gamma.empty() ? x[i] * inverse : x[i] * inverse * gamma[i]);
  }
}

void reference::lrn(const LrnParams &p, const ChannelView &v, const float *in,
                    float *out, const FloatEpilogue &e) {
  const float factor = p.alpha / static_cast<float>(p.size);
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t c = 0; c < v.channels; ++c) {
      const int64_t first = std::max<int64_t>(0, c - (p.size - 1) / 2);
      const int64_t last = std::min(v.channels - 1, c + p.size / 2);
      for (int64_t i = 0; i < v.inner; ++i) {
        float squares = 0.0f;
        for (int64_t n = first; n <= last; ++n) {
          const float x = in[(o * v.channels + n) * v.inner + i];
          squares += x * x;
        }
        const int64_t at = (o * v.channels + c) * v.inner + i;
        out[at] = e.apply(in[at] / std::pow(p.bias + factor * squares, p.beta));
      }
    }
}
