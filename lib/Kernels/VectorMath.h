//===- VectorMath.h - Exponential and friends on eight floats ---*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_VECTORMATH_H
#define TPUC_LIB_KERNELS_VECTORMATH_H

#include "Simd.h"

#ifdef TPUC_HAVE_AVX2

namespace tpuc::kernels {

/// e^x within 2 ulps: x = n ln2 + r, a polynomial for e^r (Cephes), and n put
/// into the exponent in two halves so that denormal results come out as such.
TPUC_AVX2_INLINE __m256 expLanes(__m256 x) {
  const __m256 nan = _mm256_cmp_ps(x, x, _CMP_UNORD_Q);
  __m256 v = _mm256_min_ps(x, _mm256_set1_ps(89.0f));
  v = _mm256_max_ps(v, _mm256_set1_ps(-104.0f));
  const __m256 n =
      _mm256_round_ps(_mm256_mul_ps(v, _mm256_set1_ps(1.44269504088896341f)),
                      _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  // ln2 in two parts keeps r exact.
  __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), v);
  r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
  __m256 p = _mm256_set1_ps(1.9875691500e-4f);
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
  p = _mm256_fmadd_ps(_mm256_mul_ps(r, r), p,
                      _mm256_add_ps(r, _mm256_set1_ps(1.0f)));
  const __m256i e = _mm256_cvtps_epi32(n);
  const __m256i first = _mm256_srai_epi32(e, 1);
  const __m256i second = _mm256_sub_epi32(e, first);
  const __m256i bias = _mm256_set1_epi32(127);
  p = _mm256_mul_ps(p, _mm256_castsi256_ps(_mm256_slli_epi32(
                           _mm256_add_epi32(first, bias), 23)));
  p = _mm256_mul_ps(p, _mm256_castsi256_ps(_mm256_slli_epi32(
                           _mm256_add_epi32(second, bias), 23)));
  return _mm256_blendv_ps(p, x, nan);
}

TPUC_AVX2_INLINE __m256 sigmoidLanes(__m256 x) {
  const __m256 one = _mm256_set1_ps(1.0f);
  const __m256 e = expLanes(_mm256_sub_ps(_mm256_setzero_ps(), x));
  return _mm256_div_ps(one, _mm256_add_ps(one, e));
}

/// tanh: a polynomial near zero, where 1 - 2/(e^2x + 1) would cancel.
TPUC_AVX2_INLINE __m256 tanhLanes(__m256 x) {
  const __m256 signBit = _mm256_set1_ps(-0.0f);
  const __m256 a = _mm256_andnot_ps(signBit, x);
  const __m256 x2 = _mm256_mul_ps(x, x);
  __m256 p = _mm256_set1_ps(-5.70498872745e-3f);
  p = _mm256_fmadd_ps(p, x2, _mm256_set1_ps(2.06390887954e-2f));
  p = _mm256_fmadd_ps(p, x2, _mm256_set1_ps(-5.37397155531e-2f));
  p = _mm256_fmadd_ps(p, x2, _mm256_set1_ps(1.33314422036e-1f));
  p = _mm256_fmadd_ps(p, x2, _mm256_set1_ps(-3.33332819422e-1f));
  const __m256 near = _mm256_fmadd_ps(_mm256_mul_ps(p, x2), x, x);
  const __m256 one = _mm256_set1_ps(1.0f);
  const __m256 e = expLanes(_mm256_add_ps(a, a));
  __m256 far = _mm256_sub_ps(
      one, _mm256_div_ps(_mm256_set1_ps(2.0f), _mm256_add_ps(e, one)));
  far = _mm256_or_ps(far, _mm256_and_ps(x, signBit));
  return _mm256_blendv_ps(far, near,
                          _mm256_cmp_ps(a, _mm256_set1_ps(0.625f), _CMP_LT_OQ));
}

/// erf within 1.5e-7 (Abramowitz and Stegun 7.1.26).
TPUC_AVX2_INLINE __m256 erfLanes(__m256 x) {
  const __m256 signBit = _mm256_set1_ps(-0.0f);
  const __m256 one = _mm256_set1_ps(1.0f);
  const __m256 a = _mm256_andnot_ps(signBit, x);
  const __m256 t =
      _mm256_div_ps(one, _mm256_fmadd_ps(_mm256_set1_ps(0.3275911f), a, one));
  __m256 p = _mm256_set1_ps(1.061405429f);
  p = _mm256_fmadd_ps(p, t, _mm256_set1_ps(-1.453152027f));
  p = _mm256_fmadd_ps(p, t, _mm256_set1_ps(1.421413741f));
  p = _mm256_fmadd_ps(p, t, _mm256_set1_ps(-0.284496736f));
  p = _mm256_fmadd_ps(p, t, _mm256_set1_ps(0.254829592f));
  const __m256 e =
      expLanes(_mm256_sub_ps(_mm256_setzero_ps(), _mm256_mul_ps(a, a)));
  const __m256 y = _mm256_fnmadd_ps(_mm256_mul_ps(p, t), e, one);
  return _mm256_or_ps(y, _mm256_and_ps(x, signBit));
}

} // namespace tpuc::kernels

#endif // TPUC_HAVE_AVX2

#endif // TPUC_LIB_KERNELS_VECTORMATH_H
