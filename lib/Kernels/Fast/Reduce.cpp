//===- Reduce.cpp - Vectorised softmax and layer normalisation ------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Reduce.h"
#include "../VectorMath.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

#ifdef TPUC_HAVE_AVX2

TPUC_AVX2_INLINE float sumLanes(__m256 v) {
  const __m128 s =
      _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  const __m128 t = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(t, _mm_shuffle_ps(t, t, 1)));
}

/// A line of neighbouring elements.
TPUC_AVX2 static void softmaxLine(const float *x, float *y, int64_t n,
                                  float beta) {
  float max = x[0];
  for (int64_t i = 1; i < n; ++i)
    max = std::max(max, x[i]);
  const __m256 m = _mm256_set1_ps(max), b = _mm256_set1_ps(beta);
  __m256 sum = _mm256_setzero_ps();
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m256 e =
        expLanes(_mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(x + i), m), b));
    _mm256_storeu_ps(y + i, e);
    sum = _mm256_add_ps(sum, e);
  }
  if (i < n) {
    const __m256i mask = firstLanes(static_cast<int>(n - i));
    __m256 e = expLanes(
        _mm256_mul_ps(_mm256_sub_ps(_mm256_maskload_ps(x + i, mask), m), b));
    e = _mm256_and_ps(e, _mm256_castsi256_ps(mask));
    _mm256_maskstore_ps(y + i, mask, e);
    sum = _mm256_add_ps(sum, e);
  }
  const float total = sumLanes(sum);
  for (i = 0; i < n; ++i)
    y[i] /= total;
}

TPUC_AVX2 static void layerNormLine(const float *x, int64_t n,
                                    const float *gamma, const float *beta,
                                    float epsilon, float *y) {
  __m256 sum = _mm256_setzero_ps();
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    sum = _mm256_add_ps(sum, _mm256_loadu_ps(x + i));
  float mean = sumLanes(sum);
  for (; i < n; ++i)
    mean += x[i];
  mean /= static_cast<float>(n);
  const __m256 m = _mm256_set1_ps(mean);
  sum = _mm256_setzero_ps();
  for (i = 0; i + 8 <= n; i += 8) {
    const __m256 d = _mm256_sub_ps(_mm256_loadu_ps(x + i), m);
    sum = _mm256_fmadd_ps(d, d, sum);
  }
  float squares = sumLanes(sum);
  for (; i < n; ++i)
    squares += (x[i] - mean) * (x[i] - mean);
  const float inverse =
      1.0f / std::sqrt(squares / static_cast<float>(n) + epsilon);
  for (i = 0; i < n; ++i) {
    y[i] = (x[i] - mean) * inverse;
    if (gamma)
      y[i] *= gamma[i];
    if (beta)
      y[i] += beta[i];
  }
}

#endif // TPUC_HAVE_AVX2

void fast::softmax(const float *in, const Shape &shape, int64_t axis, bool log,
                   float beta, float *out, const FloatEpilogue &e) {
#ifdef TPUC_HAVE_AVX2
  int64_t inner = 1;
  for (size_t d = axis + 1; d < shape.size(); ++d)
    inner *= shape[d];
  if (hasAVX2() && inner == 1 && !log) {
    const int64_t n = shape[axis], total = numElements(shape);
    for (int64_t i = 0; i < total; i += n)
      softmaxLine(in + i, out + i, n, beta);
    if (!e.isIdentity())
      fast::applyEpilogue(e, out, out, total);
    return;
  }
#endif
  reference::softmax(in, shape, axis, log, beta, out, e);
}

void fast::layerNorm(const float *in, int64_t outer, int64_t inner,
                     Span<float> gamma, Span<float> beta, float epsilon,
                     float *out) {
#ifdef TPUC_HAVE_AVX2
  if (hasAVX2()) {
    for (int64_t o = 0; o < outer; ++o)
      layerNormLine(in + o * inner, inner, gamma.data(), beta.data(), epsilon,
                    out + o * inner);
    return;
  }
#endif
  reference::layerNorm(in, outer, inner, gamma, beta, epsilon, out);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// acc[i] = acc[i] op x[i]: the next element of `n` neighbouring results.
TPUC_CLONES static void accumulateRow(ReduceOp op, const float *x, float *acc,
                                      int64_t n) {
  if (op == ReduceOp::Max)
    for (int64_t i = 0; i < n; ++i)
      acc[i] = acc[i] < x[i] ? x[i] : acc[i];
  else if (op == ReduceOp::Min)
    for (int64_t i = 0; i < n; ++i)
      acc[i] = x[i] < acc[i] ? x[i] : acc[i];
  else
    for (int64_t i = 0; i < n; ++i)
      acc[i] += x[i];
}

/// The elements of one result, in order.
static float accumulateLine(ReduceOp op, const float *x, int64_t n) {
  float acc = x[0];
  for (int64_t i = 1; i < n; ++i)
    acc = op == ReduceOp::Max   ? std::max(acc, x[i])
          : op == ReduceOp::Min ? std::min(acc, x[i])
                                : acc + x[i];
  return acc;
}

void fast::reduce(ReduceOp op, const float *in, const Shape &shape,
                  const std::vector<int64_t> &axes, float *out,
                  const FloatEpilogue &e) {
  const bool sums = op == ReduceOp::Sum || op == ReduceOp::Mean;
  // [outer, count, inner], if the reduced axes are neighbours.
  int64_t first = static_cast<int64_t>(shape.size()), last = -1;
  for (int64_t axis : axes) {
    first = std::min(first, axis);
    last = std::max(last, axis);
  }
  const bool neighbours =
      !axes.empty() && last - first + 1 == static_cast<int64_t>(axes.size());
  if (!neighbours || !(sums || op == ReduceOp::Max || op == ReduceOp::Min))
    return reference::reduce(op, in, shape, axes, out, e);
  int64_t outer = 1, count = 1, inner = 1;
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d)
    (d < first ? outer : d <= last ? count : inner) *= shape[d];

  for (int64_t o = 0; o < outer; ++o) {
    const float *x = in + o * count * inner;
    float *y = out + o * inner;
    if (inner == 1) {
      y[0] = accumulateLine(op, x, count);
      continue;
    }
    std::copy_n(x, inner, y);
    for (int64_t i = 1; i < count; ++i)
      accumulateRow(op, x + i * inner, y, inner);
  }
  const int64_t size = outer * inner;
  if (op == ReduceOp::Mean) {
    const float inverse =
        quant::roundFloat(1.0f / static_cast<float>(count), e.round);
    for (int64_t i = 0; i < size; ++i)
      out[i] *= inverse;
  }
  if (!e.isIdentity())
    fast::applyEpilogue(e, out, out, size);
}
