//===- Activation.cpp - Vectorised functions of one value -----------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../VectorMath.h"
#include "tpuc/Kernels/Eltwise.h"
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

//===----------------------------------------------------------------------===//
// Arithmetic that is the same in any width
//===----------------------------------------------------------------------===//

#define TPUC_UNARY_RUN(NAME, EXPRESSION)                                       \
  TPUC_CLONES static void NAME(const float *in, float *out, int64_t n,         \
                               float alpha, float beta) {                      \
    (void)alpha;                                                               \
    (void)beta;                                                                \
    for (int64_t i = 0; i < n; ++i) {                                          \
      const float x = in[i];                                                   \
      out[i] = EXPRESSION;                                                     \
    }                                                                          \
  }

static inline float clipTo(float x, float lo, float hi) {
  x = x < lo ? lo : x;
  return x > hi ? hi : x;
}

TPUC_UNARY_RUN(reluRun, x > 0.0f ? x : 0.0f)
TPUC_UNARY_RUN(clipRun, clipTo(x, alpha, beta))
TPUC_UNARY_RUN(leakyRun, x < 0.0f ? x * alpha : x)
TPUC_UNARY_RUN(hardSigmoidRun, clipTo(alpha *x + beta, 0.0f, 1.0f))
TPUC_UNARY_RUN(hardSwishRun, x *clipTo(x / 6.0f + 0.5f, 0.0f, 1.0f))
TPUC_UNARY_RUN(absRun, std::fabs(x))
TPUC_UNARY_RUN(negRun, -x)
TPUC_UNARY_RUN(squareRun, x *x)
TPUC_UNARY_RUN(reciprocalRun, 1.0f / x)
TPUC_UNARY_RUN(softsignRun, x / (1.0f + std::fabs(x)))

using UnaryRun = void (*)(const float *, float *, int64_t, float, float);

static UnaryRun exactRun(UnaryOp op) {
  switch (op) {
  case UnaryOp::Relu:
    return reluRun;
  case UnaryOp::Clip:
    return clipRun;
  case UnaryOp::LeakyRelu:
    return leakyRun;
  case UnaryOp::HardSigmoid:
    return hardSigmoidRun;
  case UnaryOp::HardSwish:
    return hardSwishRun;
  case UnaryOp::Abs:
    return absRun;
  case UnaryOp::Neg:
    return negRun;
  case UnaryOp::Square:
    return squareRun;
  case UnaryOp::Reciprocal:
    return reciprocalRun;
  case UnaryOp::Softsign:
    return softsignRun;
  default:
    return nullptr;
  }
}

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

#ifdef TPUC_HAVE_AVX2

template <UnaryOp op>
TPUC_AVX2_INLINE __m256 evalLanes(__m256 x, __m256 alpha) {
  switch (op) {
  case UnaryOp::Exp:
    return expLanes(x);
  case UnaryOp::Sigmoid:
    return sigmoidLanes(x);
  case UnaryOp::Tanh:
    return tanhLanes(x);
  case UnaryOp::Silu:
    return _mm256_mul_ps(x, sigmoidLanes(x));
  case UnaryOp::Elu: {
    const __m256 e =
        _mm256_mul_ps(alpha, _mm256_sub_ps(expLanes(x), _mm256_set1_ps(1.0f)));
    return _mm256_blendv_ps(e, x,
                            _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GE_OQ));
  }
  case UnaryOp::Erf:
    return erfLanes(x);
  case UnaryOp::GeluErf: {
    const __m256 e =
        erfLanes(_mm256_mul_ps(x, _mm256_set1_ps(0.70710678118654752f)));
    return _mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(0.5f), x),
                         _mm256_add_ps(_mm256_set1_ps(1.0f), e));
  }
  case UnaryOp::GeluTanh: {
    const __m256 cube = _mm256_mul_ps(_mm256_mul_ps(x, x), x);
    const __m256 inner =
        _mm256_mul_ps(_mm256_set1_ps(0.79788456080286536f),
                      _mm256_fmadd_ps(_mm256_set1_ps(0.044715f), cube, x));
    return _mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(0.5f), x),
                         _mm256_add_ps(_mm256_set1_ps(1.0f), tanhLanes(inner)));
  }
  default:
    return x;
  }
}

template <UnaryOp op>
TPUC_AVX2 static void runLanes(const float *in, float *out, int64_t n,
                               float alpha) {
  const __m256 a = _mm256_set1_ps(alpha);
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, evalLanes<op>(_mm256_loadu_ps(in + i), a));
  if (i < n) {
    const __m256i mask = firstLanes(static_cast<int>(n - i));
    _mm256_maskstore_ps(out + i, mask,
                        evalLanes<op>(_mm256_maskload_ps(in + i, mask), a));
  }
}

static bool runExponential(UnaryOp op, float alpha, const float *in, float *out,
                           int64_t n) {
  switch (op) {
  case UnaryOp::Exp:
    runLanes<UnaryOp::Exp>(in, out, n, alpha);
    return true;
  case UnaryOp::Sigmoid:
    runLanes<UnaryOp::Sigmoid>(in, out, n, alpha);
    return true;
  case UnaryOp::Tanh:
    runLanes<UnaryOp::Tanh>(in, out, n, alpha);
    return true;
  case UnaryOp::Silu:
    runLanes<UnaryOp::Silu>(in, out, n, alpha);
    return true;
  case UnaryOp::Elu:
    runLanes<UnaryOp::Elu>(in, out, n, alpha);
    return true;
  case UnaryOp::Erf:
    runLanes<UnaryOp::Erf>(in, out, n, alpha);
    return true;
  case UnaryOp::GeluErf:
    runLanes<UnaryOp::GeluErf>(in, out, n, alpha);
    return true;
  case UnaryOp::GeluTanh:
    runLanes<UnaryOp::GeluTanh>(in, out, n, alpha);
    return true;
  default:
    return false;
  }
}

#endif // TPUC_HAVE_AVX2

void fast::unary(UnaryOp op, const UnaryParams &p, const float *in, float *out,
                 int64_t n, const FloatEpilogue &epilogue) {
  if (UnaryRun run = exactRun(op)) {
    run(in, out, n, p.alpha, p.beta);
  } else {
    bool done = false;
#ifdef TPUC_HAVE_AVX2
    done = hasAVX2() && runExponential(op, p.alpha, in, out, n);
#endif
    if (!done)
      return reference::unary(op, p, in, out, n, epilogue);
  }
  if (!epilogue.isIdentity())
    fast::applyEpilogue(epilogue, out, out, n);
}
