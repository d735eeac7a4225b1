//===- Integer.h - Quantized element-wise operators -------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Integer forms of element-wise operators (numerics text, section 6). Inputs
// and outputs are stored integers carried as f32.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_INTEGER_H
#define TPUC_KERNELS_INTEGER_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Quant/Decompose.h"
#include <array>

namespace tpuc::kernels {

using quant::MultiplierShift;

/// Add or Sub of two tensors. Integer form (bm1684, bm1684x):
///   v = RSR((a-za)*ma, sa, HU) +- RSR((b-zb)*mb, sb, HU); relu; + zeroPoint
/// Float form (cv18xx): v = a*ma + b*mb; relu; to_int(v / 2^sa, HU).
struct AddInt {
  MultiplierShift a, b;
  int32_t zeroPointA = 0, zeroPointB = 0, zeroPoint = 0;
  bool subtract = false;
  bool commonShift = false; ///< the cv18xx form
  bool relu = false;
  IntRange range;
};

/// Mul: v = (a-za)*(b-zb); relu; requantized; + zeroPoint. `qdm`: the cv18xx
/// form, MBQM with HalfAwayFromZero.
struct MulInt {
  MultiplierShift requant;
  int32_t zeroPointA = 0, zeroPointB = 0, zeroPoint = 0;
  bool qdm = false;
  bool relu = false;
  IntRange range;
};

/// RSR((q - zeroPointIn) * m + constant, s, mode) + zeroPoint, clamped to
/// `range`, which begins at the zero point where there is a relu.
/// AddConst, MulConst, MulShift (HalfUp) and RequantInt (HalfAwayFromZero)
/// are all of this form. `floatMultiplier`: the cv18xx requantization,
/// to_int(f32(q*m)/2^s, mode).
struct AffineInt {
  MultiplierShift requant;
  int64_t constant = 0;
  int32_t zeroPointIn = 0, zeroPoint = 0;
  RoundMode mode = RoundMode::HalfUp;
  bool floatMultiplier = false;
  IntRange range;
};

/// MaxConst/MinConst: RSR(max((q - zeroPointIn) * m, constant), s). Quirk Q5:
/// the zero point is not added back.
struct MaxMinConstInt {
  bool isMax = true;
  int64_t constant = 0;
  MultiplierShift requant{1, 0};
  int32_t zeroPointIn = 0;
  bool relu = false;
  IntRange range;
};

/// q >= 0 ? positive branch : negative branch. On bm1684 and bm1684x the
/// positive branch is (1,0), the identity; cv18xx requantizes in float.
struct LeakyReluInt {
  MultiplierShift positive{1, 0}, negative;
  bool floatMultiplier = false;
  IntRange range;
};

struct PReluInt {
  MultiplierShift positive{1, 0};
  std::vector<int32_t> slopes; ///< one, or one per channel
  int32_t shift = 0;
  bool floatMultiplier = false; ///< of the positive branch
  IntRange range;
};

/// bm1684 Scale: t = q*scale+bias clamped to 16 bits, RSR(t, shift, Down).
struct ScaleInt {
  std::vector<int32_t> scales, biases, shifts; ///< per channel
  bool relu = false;
  IntRange range;
};

/// bm1684x softmax over `axis`, u8 or i8 (section 6).
struct SoftmaxInt {
  std::array<float, 256> table{};
  float outScale = 1.0f;
  int32_t zeroPoint = 0;
  IntRange range;
};

/// cv18xx reductions of integers, requantized unless (1,0). A mean is a sum
/// whose divisor is in the multiplier.
struct ReduceInt {
  enum class Kind { Sum, SumOfMagnitudes, Max, Min };
  Kind kind = Kind::Sum;
  MultiplierShift requant{1, 0};
  IntRange range;
};

namespace reference {
void addInt(const AddInt &p, const float *a, const Shape &aShape,
            const float *b, const Shape &bShape, float *out);
void mulInt(const MulInt &p, const float *a, const Shape &aShape,
            const float *b, const Shape &bShape, float *out);
void affineInt(const AffineInt &p, const float *in, float *out, int64_t n);
/// Stored integers are compared as they are (quirks Q1 and Q4), and clamped to
/// `range`, which begins at the zero point where there is a relu.
void maxMinInt(bool isMax, IntRange range, const float *a, const Shape &aShape,
               const float *b, const Shape &bShape, float *out);
void maxMinConstInt(const MaxMinConstInt &p, const float *in, float *out,
                    int64_t n);
void reluInt(IntRange range, const float *in, float *out, int64_t n);
void leakyReluInt(const LeakyReluInt &p, const float *in, float *out,
                  int64_t n);
void preluInt(const PReluInt &p, const ChannelView &view, const float *in,
              float *out);
void scaleInt(const ScaleInt &p, const ChannelView &view, const float *in,
              float *out);
/// |q|; 128 is possible (quirk Q6).
void absInt(const float *in, float *out, int64_t n);
/// out[i] = table[in[i] & 255].
void lut(const std::array<int32_t, 256> &table, const float *in, float *out,
         int64_t n);
void softmaxInt(const SoftmaxInt &p, const float *in, const Shape &shape,
                int64_t axis, float *out);
void reduceInt(const ReduceInt &p, const float *in, const Shape &shape,
               const std::vector<int64_t> &axes, float *out);
} // namespace reference

namespace fast {
void addInt(const AddInt &p, const float *a, const Shape &aShape,
            const float *b, const Shape &bShape, float *out);
void mulInt(const MulInt &p, const float *a, const Shape &aShape,
            const float *b, const Shape &bShape, float *out);
void maxMinInt(bool isMax, IntRange range, const float *a, const Shape &aShape,
               const float *b, const Shape &bShape, float *out);
void preluInt(const PReluInt &p, const ChannelView &view, const float *in,
              float *out);
void scaleInt(const ScaleInt &p, const ChannelView &view, const float *in,
              float *out);
/// The functions of one value below go through a table; their inputs are
/// stored 8-bit integers, -128..255.
void affineInt(const AffineInt &p, const float *in, float *out, int64_t n);
void maxMinConstInt(const MaxMinConstInt &p, const float *in, float *out,
                    int64_t n);
void reluInt(IntRange range, const float *in, float *out, int64_t n);
void leakyReluInt(const LeakyReluInt &p, const float *in, float *out,
                  int64_t n);
void lut(const std::array<int32_t, 256> &table, const float *in, float *out,
         int64_t n);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_INTEGER_H
