//===- Cast.cpp - Vectorised casts ----------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Cast.h"
#include "../Simd.h"

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

#ifdef TPUC_HAVE_AVX2

namespace {
struct QuantizeLanes {
  __m256 inverse, zeroPoint, lo, hi;
};
} // namespace

TPUC_AVX2_INLINE __m256 roundBF16Lanes(__m256 x, bool cv18) {
  const __m256i u = _mm256_castps_si256(x);
  const __m256i odd =
      _mm256_and_si256(_mm256_srli_epi32(u, 16), _mm256_set1_epi32(1));
  __m256i r =
      _mm256_add_epi32(u, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  if (cv18) {
    const __m256i exponent = _mm256_set1_epi32(0x7f800000);
    const __m256i special =
        _mm256_cmpeq_epi32(_mm256_and_si256(r, exponent), exponent);
    r = _mm256_blendv_epi8(r, _mm256_set1_epi32(0x7f7f0000), special);
  } else {
    const __m256 nan = _mm256_cmp_ps(x, x, _CMP_UNORD_Q);
    r = _mm256_blendv_epi8(r, _mm256_set1_epi32(0x7fff0000),
                           _mm256_castps_si256(nan));
  }
  return _mm256_castsi256_ps(
      _mm256_and_si256(r, _mm256_set1_epi32(static_cast<int>(0xffff0000u))));
}

/// Half away from zero: adding the largest float below 0.5 and truncating is
/// right for every float.
TPUC_AVX2_INLINE __m256 roundHalfAway(__m256 x) {
  const __m256 sign = _mm256_and_ps(x, _mm256_set1_ps(-0.0f));
  const __m256 half = _mm256_or_ps(sign, _mm256_set1_ps(0x1.fffffep-2f));
  return _mm256_round_ps(_mm256_add_ps(x, half),
                         _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}

template <QuantizeForm form>
TPUC_AVX2_INLINE __m256 quantizeLanes(const QuantizeLanes &l, __m256 x) {
  __m256 v;
  if (form == QuantizeForm::Cv18) {
    x = _mm256_and_ps(x, _mm256_castsi256_ps(
                             _mm256_set1_epi32(static_cast<int>(0xffff0000u))));
    v = _mm256_mul_ps(x, l.inverse);
    const __m256 magnitude = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v);
    v = _mm256_andnot_ps(
        _mm256_cmp_ps(magnitude, _mm256_set1_ps(0x1p-126f), _CMP_LT_OQ), v);
    v = _mm256_round_ps(roundBF16Lanes(v, true),
                        _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  } else {
    v = _mm256_mul_ps(x, l.inverse);
    if (form == QuantizeForm::F16)
      v = _mm256_cvtph_ps(_mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
    if (form == QuantizeForm::BF16)
      v = roundBF16Lanes(v, false);
    v = roundHalfAway(v);
  }
  v = _mm256_add_ps(v, l.zeroPoint);
  // A NaN is the first operand, so the bound replaces it.
  return _mm256_min_ps(_mm256_max_ps(v, l.lo), l.hi);
}

template <QuantizeForm form>
TPUC_AVX2 static void quantizeVector(float inverse, float zeroPoint,
                                     IntRange range, const float *in,
                                     float *out, int64_t n) {
  QuantizeLanes l;
  l.inverse = _mm256_set1_ps(inverse);
  l.zeroPoint = _mm256_set1_ps(zeroPoint);
  l.lo = _mm256_set1_ps(static_cast<float>(range.lo));
  l.hi = _mm256_set1_ps(static_cast<float>(range.hi));
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, quantizeLanes<form>(l, _mm256_loadu_ps(in + i)));
  if (i < n) {
    const __m256i mask = firstLanes(static_cast<int>(n - i));
    _mm256_maskstore_ps(
        out + i, mask,
        quantizeLanes<form>(l, _mm256_maskload_ps(in + i, mask)));
  }
}

void fast::quantize(QuantizeForm form, const UniformParams &type,
                    const float *in, float *out, int64_t n) {
  if (!hasAVX2())
    return reference::quantize(form, type, in, out, n);
  const float inverse = static_cast<float>(1.0 / type.scale);
  const float zero = static_cast<float>(type.zeroPoint);
  const IntRange range = type.range();
  switch (form) {
  case QuantizeForm::F32:
    return quantizeVector<QuantizeForm::F32>(inverse, zero, range, in, out, n);
  case QuantizeForm::F16:
    return quantizeVector<QuantizeForm::F16>(roundToF16(inverse), zero, range,
                                             in, out, n);
  case QuantizeForm::BF16:
    return quantizeVector<QuantizeForm::BF16>(roundToBF16(inverse), zero, range,
                                              in, out, n);
  case QuantizeForm::Cv18:
    return quantizeVector<QuantizeForm::Cv18>(roundToBF16Cv18(inverse), zero,
                                              range, in, out, n);
  }
}

#else

void fast::quantize(QuantizeForm form, const UniformParams &type,
                    const float *in, float *out, int64_t n) {
  reference::quantize(form, type, in, out, n);
}

#endif // TPUC_HAVE_AVX2

TPUC_CLONES static void scaleShifted(const float *in, float zeroPoint,
                                     float scale, float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = scale * (in[i] - zeroPoint);
}

void fast::dequantize(DequantizeForm form, const UniformParams &type,
                      const float *in, float *out, int64_t n) {
  const float s = static_cast<float>(type.scale);
  const float zero = static_cast<float>(type.zeroPoint);
  switch (form) {
  case DequantizeForm::F32:
    return scaleShifted(in, zero, s, out, n);
  case DequantizeForm::F16: // q - zp is a whole number that F16 holds
    scaleShifted(in, zero, roundToF16(s), out, n);
    return roundFloats(out, out, n, FloatRound::F16);
  case DequantizeForm::BF16: // which has 8 bits: q - zp may need rounding
    scaleShifted(in, zero, 1.0f, out, n);
    roundFloats(out, out, n, FloatRound::BF16);
    scaleShifted(out, 0.0f, roundToBF16(s), out, n);
    return roundFloats(out, out, n, FloatRound::BF16);
  case DequantizeForm::Cv18: {
    const float rounded = roundToBF16Cv18(s);
    if (!(rounded > 1e-30f &&
          rounded < 1e30f)) // might be denormal, or overflow
      return reference::dequantize(form, type, in, out, n);
    scaleShifted(in, 0.0f, rounded, out, n);
    return roundFloats(out, out, n, FloatRound::BF16Cv18);
  }
  }
}
