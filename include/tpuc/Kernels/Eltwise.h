//===- Eltwise.h - Float element-wise operators -----------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Float operators on elements (numerics text, section 8: arithmetic in f32,
// one rounding at the end, given by the epilogue).
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_ELTWISE_H
#define TPUC_KERNELS_ELTWISE_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

enum class BinaryOp {
  Add,
  Sub,
  Mul,
  Div,
  Max,
  Min,
  Pow,
  Mod,      ///< C fmod: the sign of the dividend
  FloorMod, ///< the sign of the divisor
  Equal,
  NotEqual,
  Greater,
  GreaterOrEqual,
  Less,
  LessOrEqual, // 1 or 0
  And,
  Or,
  Xor,
  SquaredDifference,
  BitAnd, // whole numbers as 64-bit integers
  BitOr,
  BitXor,
  ShiftLeft,  ///< 0 for less than 0 or more than 63 places
  ShiftRight, ///< keeps the sign
};

/// Shape of a numpy broadcast; empty optional semantics are not needed: the
/// caller has verified that the shapes agree.
Shape broadcastShapes(const Shape &a, const Shape &b);

enum class UnaryOp {
  Relu,      // the epilogue does relu; here for completeness
  Clip,      ///< [alpha, beta]
  LeakyRelu, ///< alpha
  Sigmoid,
  Tanh,
  Silu,
  HardSigmoid, ///< clip(alpha x + beta, 0, 1)
  HardSwish,   ///< x * clip(x/6 + 0.5, 0, 1)
  GeluErf,
  GeluTanh,
  Exp,
  Log,
  Softplus,
  Softsign,
  Sqrt,
  Rsqrt,
  Abs,
  Neg,
  Floor,
  Ceil,
  Round,     ///< ties to even, as ONNX
  RoundAway, ///< ties away from zero, as chips (Quirk Q15)
  Sin,
  Cos,
  Tan,
  Asin,
  Acos,
  Atan,
  Sinh,
  Cosh,
  Erf,
  Elu, ///< alpha
  Mish,
  Reciprocal,
  Sign,
  Square,
  Pow, ///< x ^ alpha
  Not,
  LogSigmoid,
  Atanh,
  Asinh,
  Acosh,
  ThresholdedRelu, ///< x > alpha ? x : 0
  Shrink,          ///< x + beta below -alpha, x - beta above alpha, else 0
};

struct UnaryParams {
  float alpha = 0.0f;
  float beta = 0.0f;
};

/// x op constant. The constant is f64: the operation is done in f64, then
/// rounded to f32, then the epilogue (section 8). `reverse`: constant op x.
struct ConstOperand {
  double value = 0.0;
  bool reverse = false;
};

namespace reference {
void unary(UnaryOp op, const UnaryParams &p, const float *in, float *out,
           int64_t n, const FloatEpilogue &epilogue = {});
/// numpy broadcasting of a and b.
void binary(BinaryOp op, const float *a, const Shape &aShape, const float *b,
            const Shape &bShape, float *out, const FloatEpilogue &e = {});
/// Same shapes, with coefficients: a*ca + b*cb (Add), others ignore them.
void addScaled(const float *a, float ca, const float *b, float cb, float *out,
               int64_t n, const FloatEpilogue &e = {});
void binaryConst(BinaryOp op, const float *in, const ConstOperand &c,
                 float *out, int64_t n, const FloatEpilogue &e = {});
/// x < 0 ? x * slope[c] : x.
void prelu(const ChannelView &v, const float *in, Span<float> slope, float *out,
           const FloatEpilogue &e = {});
/// x * scale[c] + bias[c]; each step rounded to f32; bias may be empty.
void scale(const ChannelView &v, const float *in, Span<float> scale,
           Span<float> bias, float *out, const FloatEpilogue &e = {});
/// condition != 0 ? a : b, with broadcasting of all three.
void where(const float *condition, const Shape &cShape, const float *a,
           const Shape &aShape, const float *b, const Shape &bShape,
           float *out);
} // namespace reference

namespace fast {
/// In place allowed. Exponentials and what is made of them agree within a few
/// ulps and do not depend on n or on an element's position; where results are
/// to be bit-exact, as in F16 and BF16 models, use the reference.
void unary(UnaryOp op, const UnaryParams &p, const float *in, float *out,
           int64_t n, const FloatEpilogue &epilogue = {});
void binary(BinaryOp op, const float *a, const Shape &aShape, const float *b,
            const Shape &bShape, float *out, const FloatEpilogue &e = {});
void binaryConst(BinaryOp op, const float *in, const ConstOperand &c,
                 float *out, int64_t n, const FloatEpilogue &e = {});
void prelu(const ChannelView &v, const float *in, Span<float> slope, float *out,
           const FloatEpilogue &e = {});
void scale(const ChannelView &v, const float *in, Span<float> scale,
           Span<float> bias, float *out, const FloatEpilogue &e = {});
} // namespace fast

/// x * factor + offset, per channel.
struct ChannelAffine {
  std::vector<float> factor, offset;
};
/// A batch normalization, (x - mean) / sqrt(variance + epsilon) * gamma + beta,
/// as such; derived in f64. `gamma` and `beta` may be empty (1 and 0).
ChannelAffine foldBatchNorm(Span<float> mean, Span<float> variance,
                            Span<float> gamma, Span<float> beta, float epsilon);

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_ELTWISE_H
