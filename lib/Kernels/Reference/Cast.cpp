//===- Cast.cpp - Reference casts -----------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Cast.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

/// toInt for values that may be infinite, which saturate, or NaN, which is the
/// lowest integer.
static int64_t toIntSaturated(float x, RoundMode mode) {
  if (std::isnan(x))
    return INT32_MIN;
  return toInt(std::min(std::max(x, -2147483648.0f), 2147483520.0f), mode);
}

/// The product x * (1/s) in the precision of the form, and its rounding.
static int64_t quantizeOne(QuantizeForm form, float x, double scale) {
  const RoundMode away = RoundMode::HalfAwayFromZero;
  const float inverse = static_cast<float>(1.0 / scale);
  switch (form) {
  case QuantizeForm::F32:
    return toIntSaturated(x * inverse, away);
  case QuantizeForm::F16:
    return toIntSaturated(roundToF16(x * roundToF16(inverse)), away);
  case QuantizeForm::BF16:
    return toIntSaturated(roundToBF16(x * roundToBF16(inverse)), away);
  case QuantizeForm::Cv18:
    return toIntSaturated(bf16Mul(truncateToBF16(x), roundToBF16Cv18(inverse)),
                          RoundMode::HalfToEven);
  }
  return 0;
}

void reference::quantize(QuantizeForm form, const UniformParams &type,
                         const float *in, float *out, int64_t n) {
  const IntRange range = type.range();
  for (int64_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(
        range.clamp(quantizeOne(form, in[i], type.scale) + type.zeroPoint));
}

static float dequantizeOne(DequantizeForm form, float q, double scale,
                           float zeroPoint) {
  const float s = static_cast<float>(scale);
  switch (form) {
  case DequantizeForm::F32:
    return s * (q - zeroPoint);
  case DequantizeForm::F16:
    return roundToF16(roundToF16(s) * roundToF16(q - zeroPoint));
  case DequantizeForm::BF16:
    return roundToBF16(roundToBF16(s) * roundToBF16(q - zeroPoint));
  case DequantizeForm::Cv18:
    return bf16Mul(q, roundToBF16Cv18(s));
  }
  return q;
}

void reference::dequantize(DequantizeForm form, const UniformParams &type,
                           const float *in, float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = dequantizeOne(form, in[i], type.scale,
                           static_cast<float>(type.zeroPoint));
}

void reference::toInt32(const float *in, float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(saturateInt32(toInt(in[i])));
}
