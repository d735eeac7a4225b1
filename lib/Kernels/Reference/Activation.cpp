//===- Activation.cpp - Reference functions of one value ------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Eltwise.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

static float clip(float x, float lo, float hi) {
  return std::min(std::max(x, lo), hi);
}

static float softplus(float x) {
  return x > 20.0f ? x : std::log(std::exp(x) + 1.0f);
}

static float evalUnary(UnaryOp op, const UnaryParams &p, float x) {
  switch (op) {
  case UnaryOp::Relu:
    return x > 0.0f ? x : 0.0f;
  case UnaryOp::Clip:
    return clip(x, p.alpha, p.beta);
  case UnaryOp::LeakyRelu:
    return x < 0.0f ? x * p.alpha : x;
  case UnaryOp::Sigmoid:
    return 1.0f / (1.0f + std::exp(-x));
  case UnaryOp::Tanh:
    return std::tanh(x);
  case UnaryOp::Silu:
    return x / (1.0f + std::exp(-x));
  case UnaryOp::HardSigmoid:
    return clip(p.alpha * x + p.beta, 0.0f, 1.0f);
  case UnaryOp::HardSwish:
    return x * clip(x / 6.0f + 0.5f, 0.0f, 1.0f);
  case UnaryOp::GeluErf:
    return 0.5f * x * (1.0f + std::erf(x / std::sqrt(2.0f)));
  case UnaryOp::GeluTanh:
    return 0.5f * x *
           (1.0f + std::tanh(static_cast<float>(std::sqrt(2.0 / M_PI)) *
                             (x + 0.044715f * x * x * x)));
  case UnaryOp::Exp:
    return std::exp(x);
  case UnaryOp::Log:
    return std::log(x);
  case UnaryOp::Softplus:
    return softplus(x);
  case UnaryOp::Softsign:
    return x / (1.0f + std::fabs(x));
  case UnaryOp::Sqrt:
    return std::sqrt(x);
  case UnaryOp::Rsqrt:
    return 1.0f / std::sqrt(x);
  case UnaryOp::Abs:
    return std::fabs(x);
  case UnaryOp::Neg:
    return -x;
  case UnaryOp::Floor:
    return std::floor(x);
  case UnaryOp::Ceil:
    return std::ceil(x);
  case UnaryOp::Round: {
    // Ties to even, whatever the thread's rounding mode is.
    const float away = std::round(x);
    return std::fabs(away - x) == 0.5f ? 2.0f * std::round(x * 0.5f) : away;
  }
  case UnaryOp::RoundAway:
    return std::round(x);
  case UnaryOp::Sin:
    return std::sin(x);
  case UnaryOp::Cos:
    return std::cos(x);
  case UnaryOp::Tan:
    return std::tan(x);
  case UnaryOp::Asin:
    return std::asin(x);
  case UnaryOp::Acos:
    return std::acos(x);
  case UnaryOp::Atan:
    return std::atan(x);
  case UnaryOp::Sinh:
    return std::sinh(x);
  case UnaryOp::Cosh:
    return std::cosh(x);
  case UnaryOp::Atanh:
    return std::atanh(x);
  case UnaryOp::Erf:
    return std::erf(x);
  case UnaryOp::Elu:
    return x >= 0.0f ? x : p.alpha * std::expm1(x);
  case UnaryOp::Mish:
    return x * std::tanh(softplus(x));
  case UnaryOp::Reciprocal:
    return 1.0f / x;
  case UnaryOp::Sign:
    return x > 0.0f ? 1.0f : (x < 0.0f ? -1.0f : 0.0f);
  case UnaryOp::Square:
    return x * x;
  case UnaryOp::Pow:
    return std::pow(x, p.alpha);
  case UnaryOp::Not:
    return x == 0.0f ? 1.0f : 0.0f;
  case UnaryOp::LogSigmoid:
    return x < 0.0f ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x));
  case UnaryOp::Asinh:
    return std::asinh(x);
  case UnaryOp::Acosh:
    return std::acosh(x);
  case UnaryOp::ThresholdedRelu:
    return x > p.alpha ? x : 0.0f;
  case UnaryOp::Shrink:
    return x < -p.alpha ? x + p.beta : (x > p.alpha ? x - p.beta : 0.0f);
  }
  return x;
}

void reference::unary(UnaryOp op, const UnaryParams &p, const float *in,
                      float *out, int64_t n, const FloatEpilogue &epilogue) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = epilogue.apply(evalUnary(op, p, in[i]));
}
