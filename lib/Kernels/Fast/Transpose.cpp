//===- Transpose.cpp - Transposition and the epilogue over buffers --------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../Simd.h"
#include "tpuc/Kernels/Common.h"
#include <algorithm>
#include <cstring>
#include <limits>

using namespace tpuc;
using namespace tpuc::kernels;

#ifdef TPUC_HAVE_AVX2

/// One 8x8 block: out[c][r] = in[r][c].
TPUC_AVX2_INLINE void transpose8x8(const float *in, int64_t inStride,
                                   float *out, int64_t outStride) {
  __m256 r[8], t[8];
  for (int i = 0; i < 8; ++i)
    r[i] = _mm256_loadu_ps(in + i * inStride);
  for (int i = 0; i < 4; ++i) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 2; ++i) {
    r[4 * i] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0x44);
    r[4 * i + 1] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0xee);
    r[4 * i + 2] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0x44);
    r[4 * i + 3] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0xee);
  }
  for (int i = 0; i < 4; ++i) {
    _mm256_storeu_ps(out + i * outStride,
                     _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    _mm256_storeu_ps(out + (i + 4) * outStride,
                     _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

TPUC_AVX2 static void transposeVector(const float *in, float *out, int64_t rows,
                                      int64_t cols) {
  // Bands of eight rows of the output keep its writes within few pages.
  const int64_t r8 = rows / 8 * 8, c8 = cols / 8 * 8;
  for (int64_t c = 0; c < c8; c += 8) {
    for (int64_t r = 0; r < r8; r += 8)
      transpose8x8(in + r * cols + c, cols, out + c * rows + r, rows);
    for (int64_t r = r8; r < rows; ++r)
      for (int64_t k = 0; k < 8; ++k)
        out[(c + k) * rows + r] = in[r * cols + c + k];
  }
  for (int64_t c = c8; c < cols; ++c)
    for (int64_t r = 0; r < rows; ++r)
      out[c * rows + r] = in[r * cols + c];
}
#endif

void fast::transposeInner(const float *in, float *out, int64_t n, int64_t rows,
                          int64_t cols) {
#ifdef TPUC_HAVE_AVX2
  if (hasAVX2()) {
    for (int64_t b = 0; b < n; ++b)
      transposeVector(in + b * rows * cols, out + b * rows * cols, rows, cols);
    return;
  }
#endif
  reference::transposeInner(in, out, n, rows, cols);
}

void fast::applyEpilogue(const FloatEpilogue &e, const float *in, float *out,
                         int64_t n) {
  if (e.relu) {
    const float limit =
        e.reluLimit >= 0.0f ? e.reluLimit : std::numeric_limits<float>::max();
    const bool limited = e.reluLimit >= 0.0f;
    for (int64_t i = 0; i < n; ++i) {
      const float x = in[i] > 0.0f ? in[i] : 0.0f;
      out[i] = limited && x > limit ? limit : x;
    }
    in = out;
  }
  quant::roundFloats(in, out, n, e.round);
}
