//===- Eltwise.cpp - Reference binary operators ---------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Eltwise.h"
#include "../Broadcast.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

/// A whole number that a float holds; saturates, NaN is 0.
template <typename T> static int64_t toInteger(T x) {
  constexpr double kLimit = 9223372036854775808.0;
  const double d = x;
  if (!(d > -kLimit))
    return d <= -kLimit ? INT64_MIN : 0;
  return d < kLimit ? static_cast<int64_t>(d) : INT64_MAX;
}

static int64_t shiftLeft(int64_t x, int64_t places) {
  if (places < 0 || places > 63)
    return 0;
  return static_cast<int64_t>(static_cast<uint64_t>(x) << places);
}

static int64_t shiftRight(int64_t x, int64_t places) {
  if (places < 0)
    return 0;
  return x >> std::min<int64_t>(places, 63);
}

/// One result. T is float, or double for operations with a constant.
template <typename T> static T evalBinary(BinaryOp op, T a, T b) {
  switch (op) {
  case BinaryOp::Add:
    return a + b;
  case BinaryOp::Sub:
    return a - b;
  case BinaryOp::Mul:
    return a * b;
  case BinaryOp::Div:
    return a / b;
  case BinaryOp::Max:
    return a > b ? a : b;
  case BinaryOp::Min:
    return a < b ? a : b;
  case BinaryOp::Pow:
    return std::pow(a, b);
  case BinaryOp::Mod:
    return std::fmod(a, b);
  case BinaryOp::FloorMod: {
    const T rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  }
  case BinaryOp::Equal:
    return a == b;
  case BinaryOp::NotEqual:
    return a != b;
  case BinaryOp::Greater:
    return a > b;
  case BinaryOp::GreaterOrEqual:
    return a >= b;
  case BinaryOp::Less:
    return a < b;
  case BinaryOp::LessOrEqual:
    return a <= b;
  case BinaryOp::And:
    return a != 0 && b != 0;
  case BinaryOp::Or:
    return a != 0 || b != 0;
  case BinaryOp::Xor:
    return (a != 0) != (b != 0);
  case BinaryOp::SquaredDifference:
    return (a - b) * (a - b);
  case BinaryOp::BitAnd:
    return static_cast<T>(toInteger(a) & toInteger(b));
  case BinaryOp::BitOr:
    return static_cast<T>(toInteger(a) | toInteger(b));
  case BinaryOp::BitXor:
    return static_cast<T>(toInteger(a) ^ toInteger(b));
  case BinaryOp::ShiftLeft:
    return static_cast<T>(shiftLeft(toInteger(a), toInteger(b)));
  case BinaryOp::ShiftRight:
    return static_cast<T>(shiftRight(toInteger(a), toInteger(b)));
  }
  return a;
}

void reference::binary(BinaryOp op, const float *a, const Shape &aShape,
                       const float *b, const Shape &bShape, float *out,
                       const FloatEpilogue &e) {
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        for (int64_t i = 0; i < n; ++i)
          out[o + i] = e.apply(evalBinary(op, a[ao + i * as], b[bo + i * bs]));
      });
}

void reference::addScaled(const float *a, float ca, const float *b, float cb,
                          float *out, int64_t n, const FloatEpilogue &e) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = e.apply(a[i] * ca + b[i] * cb);
}

void reference::binaryConst(BinaryOp op, const float *in, const ConstOperand &c,
                            float *out, int64_t n, const FloatEpilogue &e) {
  for (int64_t i = 0; i < n; ++i) {
    const double x = in[i];
    const double y =
        c.reverse ? evalBinary(op, c.value, x) : evalBinary(op, x, c.value);
    out[i] = e.apply(static_cast<float>(y));
  }
}

void reference::where(const float *condition, const Shape &cShape,
                      const float *a, const Shape &aShape, const float *b,
                      const Shape &bShape, float *out) {
  // Three operands: broadcast each against the shape of the result.
  const Shape shape = broadcastShapes(cShape, broadcastShapes(aShape, bShape));
  BroadcastPlan(shape, aShape)
      .forEachRun(
          [&](int64_t o, int64_t, int64_t, int64_t ao, int64_t as, int64_t n) {
            for (int64_t i = 0; i < n; ++i)
              out[o + i] = a[ao + i * as];
          });
  std::vector<float> other(numElements(shape));
  BroadcastPlan(shape, bShape)
      .forEachRun(
          [&](int64_t o, int64_t, int64_t, int64_t bo, int64_t bs, int64_t n) {
            for (int64_t i = 0; i < n; ++i)
              other[o + i] = b[bo + i * bs];
          });
  BroadcastPlan(shape, cShape)
      .forEachRun(
          [&](int64_t o, int64_t, int64_t, int64_t co, int64_t cs, int64_t n) {
            for (int64_t i = 0; i < n; ++i)
              if (condition[co + i * cs] == 0.0f)
                out[o + i] = other[o + i];
          });
}

//===----------------------------------------------------------------------===//
// Per-channel operators
//===----------------------------------------------------------------------===//

/// out = f(x, c) over a channel view.
template <typename F>
static void perChannel(const ChannelView &v, const float *in, float *out, F f) {
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t c = 0; c < v.channels; ++c)
      for (int64_t i = 0; i < v.inner; ++i) {
        const int64_t at = (o * v.channels + c) * v.inner + i;
        out[at] = f(in[at], c);
      }
}

void reference::prelu(const ChannelView &v, const float *in, Span<float> slope,
                      float *out, const FloatEpilogue &e) {
  perChannel(v, in, out, [&](float x, int64_t c) {
    return e.apply(x < 0.0f ? x * slope[slope.size() == 1 ? 0 : c] : x);
  });
}

void reference::scale(const ChannelView &v, const float *in, Span<float> scale,
                      Span<float> bias, float *out, const FloatEpilogue &e) {
  perChannel(v, in, out, [&](float x, int64_t c) {
    const float product = x * scale[c];
    return e.apply(bias.empty() ? product : product + bias[c]);
  });
}

ChannelAffine kernels::foldBatchNorm(Span<float> mean, Span<float> variance,
                                     Span<float> gamma, Span<float> beta,
                                     float epsilon) {
  ChannelAffine r;
  for (size_t c = 0; c < mean.size(); ++c) {
    const double f = (gamma.empty() ? 1.0 : gamma[c]) /
                     std::sqrt(static_cast<double>(variance[c]) + epsilon);
    r.factor.push_back(static_cast<float>(f));
    r.offset.push_back(
        static_cast<float>((beta.empty() ? 0.0 : beta[c]) - mean[c] * f));
  }
  return r;
}
