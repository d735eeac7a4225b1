//===- Cast.h - Changes of numeric type -------------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Casts between float and quantized types (numerics text, section 5).
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_CAST_H
#define TPUC_KERNELS_CAST_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Quant/UniformParams.h"

namespace tpuc::kernels {

using quant::UniformParams;

/// float -> 8 bits.
enum class QuantizeForm {
  F32,  ///< sat(round_HAZ(f32(x * f32(1/s))) + zp); also the graph input
  F16,  ///< round_HAZ(F16(x * F16(1/s))) + zp: the source is F16
  BF16, ///< round_HAZ(BF16(x * BF16(1/s))) + zp: the source is BF16
  Cv18, ///< sat(RNE(bf16_mul(BF16t(x), BF16(1/s)))): inside a cv18xx graph
};

/// 8 bits -> float.
enum class DequantizeForm {
  F32,  ///< f32(s) * f32(q - zp)
  F16,  ///< F16(F16(s) * F16(q - zp))
  BF16, ///< BF16(BF16(s) * BF16(q - zp))
  Cv18, ///< bf16_mul(q, BF16(s)); Quirk Q10: also for f32 graph outputs
};

namespace reference {
void quantize(QuantizeForm form, const UniformParams &type, const float *in,
              float *out, int64_t n);
void dequantize(DequantizeForm form, const UniformParams &type, const float *in,
                float *out, int64_t n);
/// f32 -> int32 (round_HAZ), saturated.
void toInt32(const float *in, float *out, int64_t n);
} // namespace reference

namespace fast {
void quantize(QuantizeForm form, const UniformParams &type, const float *in,
              float *out, int64_t n);
void dequantize(DequantizeForm form, const UniformParams &type, const float *in,
                float *out, int64_t n);
} // namespace fast

// Casts among float types are quant::roundFloats.

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_CAST_H
