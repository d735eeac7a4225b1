//===- Float16.cpp - F16 and BF16 as rounded f32 --------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/Float16.h"
#include <cfloat>
#include <cmath>

#if defined(__x86_64__) && !defined(TPUC_NO_SIMD)
#include <immintrin.h>
#define TPUC_X86 1
#endif

using namespace tpuc::quant;

//===----------------------------------------------------------------------===//
// Single values
//===----------------------------------------------------------------------===//

uint16_t tpuc::quant::floatToHalfBits(float x) {
  uint32_t u = floatBits(x);
  const uint16_t sign = static_cast<uint16_t>((u >> 16) & 0x8000u);
  u &= 0x7fffffffu;
  if (u > 0x7f800000u) // NaN: quiet, keeps the top of the payload
    return sign | 0x7e00u | static_cast<uint16_t>((u >> 13) & 0x3ffu);
  if (u >= 0x477ff000u) // rounds to 65536 or beyond
    return sign | 0x7c00u;
  if (u < 0x38800000u) { // below 2^-14: a subnormal, or zero
    // Adding 0.5 lines the subnormal's last bit (2^-24) up with f32's, so the
    // f32 addition does the rounding.
    float aligned = bitsToFloat(u) + 0.5f;
    return sign | static_cast<uint16_t>(floatBits(aligned) - 0x3f000000u);
  }
  uint32_t odd = (u >> 13) & 1u;
  u += 0xc8000fffu + odd; // exponent bias 127 -> 15, and round half to even
  return sign | static_cast<uint16_t>(u >> 13);
}

float tpuc::quant::halfBitsToFloat(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16;
  const uint32_t exponent = (h >> 10) & 0x1fu;
  const uint32_t mantissa = h & 0x3ffu;
  if (exponent == 0x1f) // infinity, or NaN made quiet as F16C does
    return bitsToFloat(sign | 0x7f800000u | (mantissa << 13) |
                       (mantissa ? 0x00400000u : 0u));
  if (exponent == 0) {
    float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return bitsToFloat(sign | floatBits(magnitude));
  }
  return bitsToFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

uint16_t tpuc::quant::floatToBFloat16Bits(float x) {
  uint32_t u = floatBits(x);
  if ((u & 0x7fffffffu) > 0x7f800000u)
    return 0x7fff;
  u += 0x7fffu + ((u >> 16) & 1u);
  return static_cast<uint16_t>(u >> 16);
}

float tpuc::quant::roundToF16(float x) {
  return halfBitsToFloat(floatToHalfBits(x));
}

float tpuc::quant::roundToBF16(float x) {
  return bfloat16BitsToFloat(floatToBFloat16Bits(x));
}

float tpuc::quant::roundToBF16Cv18(float x) {
  uint32_t u = floatBits(x);
  u += 0x7fffu + ((u >> 16) & 1u);
  if ((u & 0x7f800000u) == 0x7f800000u)
    u = 0x7f7f0000u; // the sign is lost, too
  return bitsToFloat(u & 0xffff0000u);
}

/// Closes a cv18xx bf16 operation. `x` is the f32 result.
static float finishBF16Cv18(float x) {
  if (std::fabs(x) < FLT_MIN)
    return 0.0f;
  if (std::isinf(x))
    x = std::copysign(FLT_MAX, x);
  return roundToBF16Cv18(x);
}

float tpuc::quant::bf16Mul(float a, float b) { return finishBF16Cv18(a * b); }
float tpuc::quant::bf16Add(float a, float b) { return finishBF16Cv18(a + b); }

float tpuc::quant::roundFloat(float x, FloatRound kind) {
  switch (kind) {
  case FloatRound::None:
    return x;
  case FloatRound::F16:
    return roundToF16(x);
  case FloatRound::BF16:
    return roundToBF16(x);
  case FloatRound::BF16Cv18:
    return roundToBF16Cv18(x);
  case FloatRound::BF16Truncate:
    return truncateToBF16(x);
  }
  return x;
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

// The integer forms of the bf16 roundings are loops that any vectoriser
// handles; only F16 needs instructions of its own.

#ifdef TPUC_X86
static bool hasF16C() {
  static const bool yes =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
  return yes;
}

__attribute__((target("avx2,f16c"))) static size_t
roundF16Vector(const float *in, float *out, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(
        out + i, _mm256_cvtph_ps(_mm256_cvtps_ph(_mm256_loadu_ps(in + i),
                                                 _MM_FROUND_TO_NEAREST_INT)));
  return i;
}

__attribute__((target("avx2,f16c"))) static size_t
toHalfVector(const float *in, uint16_t *out, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(
        reinterpret_cast<__m128i *>(out + i),
        _mm256_cvtps_ph(_mm256_loadu_ps(in + i), _MM_FROUND_TO_NEAREST_INT));
  return i;
}

__attribute__((target("avx2,f16c"))) static size_t
fromHalfVector(const uint16_t *in, float *out, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128(
                                  reinterpret_cast<const __m128i *>(in + i))));
  return i;
}

__attribute__((target("avx2"))) static inline __m256i roundBF16Bits(__m256i u) {
  __m256i odd =
      _mm256_and_si256(_mm256_srli_epi32(u, 16), _mm256_set1_epi32(1));
  return _mm256_add_epi32(u, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
}

__attribute__((target("avx2"))) static size_t
roundBF16Vector(const float *in, float *out, size_t n, bool cv18) {
  const __m256i exponent = _mm256_set1_epi32(0x7f800000);
  const __m256i high = _mm256_set1_epi32(static_cast<int>(0xffff0000u));
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 x = _mm256_loadu_ps(in + i);
    __m256i r = roundBF16Bits(_mm256_castps_si256(x));
    if (cv18) {
      __m256i special =
          _mm256_cmpeq_epi32(_mm256_and_si256(r, exponent), exponent);
      r = _mm256_blendv_epi8(r, _mm256_set1_epi32(0x7f7f0000), special);
    } else {
      __m256 nan = _mm256_cmp_ps(x, x, _CMP_UNORD_Q);
      r = _mm256_blendv_epi8(r, _mm256_set1_epi32(0x7fff0000),
                             _mm256_castps_si256(nan));
    }
    _mm256_storeu_ps(out + i, _mm256_castsi256_ps(_mm256_and_si256(r, high)));
  }
  return i;
}
#endif // TPUC_X86

/// A loop of its own: GCC 12 at -O3 drops the mask when it unswitches the
/// general loop of roundFloats.
static void truncateBuffer(const float *in, float *out, size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[i] = truncateToBF16(in[i]);
}

void tpuc::quant::roundFloats(const float *in, float *out, size_t n,
                              FloatRound kind) {
  size_t i = 0;
  if (kind == FloatRound::None) {
    if (in != out)
      std::memcpy(out, in, n * sizeof(float));
    return;
  }
  if (kind == FloatRound::BF16Truncate) {
    truncateBuffer(in, out, n);
    return;
  }
#ifdef TPUC_X86
  if (hasF16C()) {
    if (kind == FloatRound::F16)
      i = roundF16Vector(in, out, n);
    else if (kind == FloatRound::BF16 || kind == FloatRound::BF16Cv18)
      i = roundBF16Vector(in, out, n, kind == FloatRound::BF16Cv18);
  }
#endif
  for (; i < n; ++i)
    out[i] = roundFloat(in[i], kind);
}

void tpuc::quant::floatsToHalfBits(const float *in, uint16_t *out, size_t n) {
  size_t i = 0;
#ifdef TPUC_X86
  if (hasF16C())
    i = toHalfVector(in, out, n);
#endif
  for (; i < n; ++i)
    out[i] = floatToHalfBits(in[i]);
}

void tpuc::quant::halfBitsToFloats(const uint16_t *in, float *out, size_t n) {
  size_t i = 0;
#ifdef TPUC_X86
  if (hasF16C())
    i = fromHalfVector(in, out, n);
#endif
  for (; i < n; ++i)
    out[i] = halfBitsToFloat(in[i]);
}

void tpuc::quant::floatsToBFloat16Bits(const float *in, uint16_t *out,
                                       size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[i] = floatToBFloat16Bits(in[i]);
}

void tpuc::quant::bfloat16BitsToFloats(const uint16_t *in, float *out,
                                       size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[i] = bfloat16BitsToFloat(in[i]);
}
