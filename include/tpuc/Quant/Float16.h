//===- Float16.h - F16 and BF16 as rounded f32 ------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Half-precision values are carried as f32 numbers that the type can hold, so
// every conversion here is float -> float (numerics text, sections 0 and 8).
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_FLOAT16_H
#define TPUC_QUANT_FLOAT16_H

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tpuc::quant {

inline uint32_t floatBits(float x) {
  uint32_t u;
  std::memcpy(&u, &x, sizeof(u));
  return u;
}
inline float bitsToFloat(uint32_t u) {
  float x;
  std::memcpy(&x, &u, sizeof(x));
  return x;
}

//===----------------------------------------------------------------------===//
// Bit patterns
//===----------------------------------------------------------------------===//

/// f32 -> IEEE half, nearest even, with subnormals and overflow to infinity.
uint16_t floatToHalfBits(float x);
float halfBitsToFloat(uint16_t h);

/// f32 -> bfloat16, nearest even; NaN becomes 0x7fff.
uint16_t floatToBFloat16Bits(float x);
inline float bfloat16BitsToFloat(uint16_t b) {
  return bitsToFloat(static_cast<uint32_t>(b) << 16);
}

//===----------------------------------------------------------------------===//
// Rounded values
//===----------------------------------------------------------------------===//

/// F16(x) of the text.
float roundToF16(float x);
/// BF16(x) of the text on bm1684x.
float roundToBF16(float x);
/// BF16(x) on cv18xx: nearest even, then anything with exponent 0xff becomes
/// the largest finite value; its sign is lost.
float roundToBF16Cv18(float x);
/// BF16t(x): drops the low 16 bits. cv18xx casts f32 -> bf16 this way.
inline float truncateToBF16(float x) {
  return bitsToFloat(floatBits(x) & 0xffff0000u);
}
/// bf16 product and sum of cv18xx: f32 operation, BF16 rounding, denormals
/// flushed to zero, overflow to the largest finite value.
float bf16Mul(float a, float b);
float bf16Add(float a, float b);

/// The rounding that closes every step of a float mode.
enum class FloatRound { None, F16, BF16, BF16Cv18, BF16Truncate };

float roundFloat(float x, FloatRound kind);

/// roundFloat over a buffer (vectorised where the CPU can; same results).
/// `in` and `out` may be the same buffer.
void roundFloats(const float *in, float *out, size_t n, FloatRound kind);

/// Bit-pattern conversions over buffers, e.g. to store F16/BF16 weights.
void floatsToHalfBits(const float *in, uint16_t *out, size_t n);
void halfBitsToFloats(const uint16_t *in, float *out, size_t n);
void floatsToBFloat16Bits(const float *in, uint16_t *out, size_t n);
void bfloat16BitsToFloats(const uint16_t *in, float *out, size_t n);

} // namespace tpuc::quant

#endif // TPUC_QUANT_FLOAT16_H
