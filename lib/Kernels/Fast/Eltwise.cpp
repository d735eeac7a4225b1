//===- Eltwise.cpp - Vectorised binary and per-channel operators ----------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Eltwise.h"
#include "../Broadcast.h"
#include "../Simd.h"
#include <algorithm>

using namespace tpuc;
using namespace tpuc::kernels;

//===----------------------------------------------------------------------===//
// Binary
//===----------------------------------------------------------------------===//

/// A run of a binary operation: both operands advance, or one of them stays.
#define TPUC_BINARY_RUN(NAME, EXPRESSION)                                      \
  TPUC_CLONES static void NAME(const float *a, int64_t as, const float *b,     \
                               int64_t bs, float *out, int64_t n) {            \
    if (as && bs) {                                                            \
      for (int64_t i = 0; i < n; ++i) {                                        \
        const float x = a[i], y = b[i];                                        \
        out[i] = EXPRESSION;                                                   \
      }                                                                        \
    } else if (as) {                                                           \
      const float y = b[0];                                                    \
      for (int64_t i = 0; i < n; ++i) {                                        \
        const float x = a[i];                                                  \
        out[i] = EXPRESSION;                                                   \
      }                                                                        \
    } else {                                                                   \
      const float x = a[0];                                                    \
      for (int64_t i = 0; i < n; ++i) {                                        \
        const float y = b[i * bs];                                             \
        out[i] = EXPRESSION;                                                   \
      }                                                                        \
    }                                                                          \
  }

TPUC_BINARY_RUN(addRun, x + y)
TPUC_BINARY_RUN(subRun, x - y)
TPUC_BINARY_RUN(mulRun, x *y)
TPUC_BINARY_RUN(divRun, x / y)
TPUC_BINARY_RUN(maxRun, x > y ? x : y)
TPUC_BINARY_RUN(minRun, x < y ? x : y)

using BinaryRun = void (*)(const float *, int64_t, const float *, int64_t,
                           float *, int64_t);

static BinaryRun binaryRun(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add:
    return addRun;
  case BinaryOp::Sub:
    return subRun;
  case BinaryOp::Mul:
    return mulRun;
  case BinaryOp::Div:
    return divRun;
  case BinaryOp::Max:
    return maxRun;
  case BinaryOp::Min:
    return minRun;
  default:
    return nullptr;
  }
}

void fast::binary(BinaryOp op, const float *a, const Shape &aShape,
                  const float *b, const Shape &bShape, float *out,
                  const FloatEpilogue &e) {
  const BinaryRun run = binaryRun(op);
  if (!run)
    return reference::binary(op, a, aShape, b, bShape, out, e);
  // Pieces that stay in the first-level cache between operation and epilogue.
  const int64_t piece = e.isIdentity() ? INT64_MAX : 2048;
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        for (int64_t i = 0; i < n;) {
          const int64_t count = std::min(piece, n - i);
          run(a + ao + i * as, as, b + bo + i * bs, bs, out + o + i, count);
          if (!e.isIdentity())
            fast::applyEpilogue(e, out + o + i, out + o + i, count);
          i += count;
        }
      });
}

/// The operation is done in f64 and rounded to f32.
#define TPUC_CONST_RUN(NAME, EXPRESSION)                                       \
  TPUC_CLONES static void NAME(const float *in, double c, float *out,          \
                               int64_t n) {                                    \
    for (int64_t i = 0; i < n; ++i) {                                          \
      const double x = in[i];                                                  \
      out[i] = static_cast<float>(EXPRESSION);                                 \
    }                                                                          \
  }

TPUC_CONST_RUN(addConstRun, x + c)
TPUC_CONST_RUN(subConstRun, x - c)
TPUC_CONST_RUN(subFromConstRun, c - x)
TPUC_CONST_RUN(mulConstRun, x *c)
TPUC_CONST_RUN(maxConstRun, x > c ? x : c)
TPUC_CONST_RUN(minConstRun, x < c ? x : c)

using ConstRun = void (*)(const float *, double, float *, int64_t);

static ConstRun constRun(BinaryOp op, bool reverse) {
  switch (op) {
  case BinaryOp::Add:
    return addConstRun;
  case BinaryOp::Sub:
    return reverse ? subFromConstRun : subConstRun;
  case BinaryOp::Mul:
    return mulConstRun;
  case BinaryOp::Max:
    return reverse ? nullptr : maxConstRun;
  case BinaryOp::Min:
    return reverse ? nullptr : minConstRun;
  default:
    return nullptr;
  }
}

void fast::binaryConst(BinaryOp op, const float *in, const ConstOperand &c,
                       float *out, int64_t n, const FloatEpilogue &e) {
  const ConstRun run = constRun(op, c.reverse);
  if (!run)
    return reference::binaryConst(op, in, c, out, n, e);
  run(in, c.value, out, n);
  if (!e.isIdentity())
    fast::applyEpilogue(e, out, out, n);
}

//===----------------------------------------------------------------------===//
// Per channel
//===----------------------------------------------------------------------===//

TPUC_CLONES static void preluRun(const float *in, const float *slope,
                                 int64_t slopeStep, float *out, int64_t n) {
  if (slopeStep)
    for (int64_t i = 0; i < n; ++i)
      out[i] = in[i] < 0.0f ? in[i] * slope[i] : in[i];
  else
    for (int64_t i = 0; i < n; ++i)
      out[i] = in[i] < 0.0f ? in[i] * slope[0] : in[i];
}

TPUC_CLONES static void scaleRun(const float *in, const float *scale,
                                 const float *bias, int64_t step, float *out,
                                 int64_t n) {
  if (step)
    for (int64_t i = 0; i < n; ++i) {
      const float product = in[i] * scale[i];
      out[i] = product + bias[i];
    }
  else
    for (int64_t i = 0; i < n; ++i) {
      const float product = in[i] * scale[0];
      out[i] = product + bias[0];
    }
}

/// Calls run(offset, channel, step, count): rows of channels, or the elements
/// of one channel.
template <typename F> static void forEachRow(const ChannelView &v, F run) {
  if (v.inner == 1) {
    for (int64_t o = 0; o < v.outer; ++o)
      run(o * v.channels, int64_t(0), int64_t(1), v.channels);
    return;
  }
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t c = 0; c < v.channels; ++c)
      run((o * v.channels + c) * v.inner, c, int64_t(0), v.inner);
}

void fast::prelu(const ChannelView &v, const float *in, Span<float> slope,
                 float *out, const FloatEpilogue &e) {
  if (slope.size() == 1)
    preluRun(in, slope.data(), 0, out, v.size());
  else
    forEachRow(v, [&](int64_t at, int64_t c, int64_t step, int64_t n) {
      preluRun(in + at, slope.data() + c, step, out + at, n);
    });
  if (!e.isIdentity())
    fast::applyEpilogue(e, out, out, v.size());
}

void fast::scale(const ChannelView &v, const float *in, Span<float> scale,
                 Span<float> bias, float *out, const FloatEpilogue &e) {
  if (bias.empty())
    return reference::scale(v, in, scale, bias, out, e);
  forEachRow(v, [&](int64_t at, int64_t c, int64_t step, int64_t n) {
    scaleRun(in + at, scale.data() + c, bias.data() + c, step, out + at, n);
  });
  if (!e.isIdentity())
    fast::applyEpilogue(e, out, out, v.size());
}
