// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Quant.h"

#include "tpuc/Quant/Decompose.h"
#include "tpuc/Quant/FixedPoint.h"
#include "tpuc/Quant/Float16.h"
#include "tpuc/Quant/UniformParams.h"

using namespace tpuc::quant;

// The enumerations of the C API are in the order of those they stand for.
static_assert(static_cast<int>(RoundMode::HalfUp) == TpucRoundHalfUp &&
              static_cast<int>(RoundMode::TowardsZero) == TpucRoundTowardsZero);

static RoundMode unwrap(TpucRoundMode mode) {
  return static_cast<RoundMode>(mode);
}

void tpucQuantShift(const int64_t *values, const int32_t *shifts, int64_t *out,
                    intptr_t n, TpucRoundMode mode) {
  for (intptr_t i = 0; i < n; ++i)
    out[i] = roundShift(values[i], shifts[i], unwrap(mode));
}

void tpucQuantToInt(const double *values, int64_t *out, intptr_t n,
                    TpucRoundMode mode) {
  for (intptr_t i = 0; i < n; ++i)
    out[i] = toInt(values[i], unwrap(mode));
}

void tpucQuantMultiply(const int32_t *values, const int32_t *multipliers,
                       const int32_t *exponents, int32_t *out, intptr_t n,
                       TpucRoundMode mode) {
  for (intptr_t i = 0; i < n; ++i)
    out[i] = multiplyByQuantizedMultiplier(values[i], multipliers[i],
                                           exponents[i], unwrap(mode));
}

static MultiplierShift decompose(double factor, TpucDecomposition kind) {
  switch (kind) {
  case TpucDecomposeScaleShift32:
    return getScaleAndShift(factor, 32);
  case TpucDecomposeScaleShift8:
    return getScaleAndShift(factor, 8);
  case TpucDecomposePositive:
    return getScaleAndShiftPositive(factor);
  case TpucDecomposeRightShift:
    return getMultiplierAndRightShift(static_cast<float>(factor));
  case TpucDecomposeQdm:
    return quantizeMultiplier(factor);
  }
  return {};
}

void tpucQuantDecompose(const double *factors, int32_t *multipliers,
                        int32_t *shifts, intptr_t n, TpucDecomposition kind) {
  for (intptr_t i = 0; i < n; ++i) {
    MultiplierShift pair = decompose(factors[i], kind);
    multipliers[i] = pair.multiplier;
    shifts[i] = pair.shift;
  }
}

void tpucQuantWeightShift(const double *weights, const double *scalesIn,
                          const double *scalesOut, int32_t *out, intptr_t n,
                          bool logarithm) {
  auto shift = logarithm ? calcRightShiftLog : calcRightShift;
  for (intptr_t i = 0; i < n; ++i)
    out[i] = shift(weights[i], scalesIn[i], scalesOut[i]);
}

static FloatRound unwrap(TpucFloatRounding kind) {
  switch (kind) {
  case TpucFloatF16:
    return FloatRound::F16;
  case TpucFloatBF16:
    return FloatRound::BF16;
  case TpucFloatBF16Cv18:
    return FloatRound::BF16Cv18;
  case TpucFloatBF16Truncated:
    return FloatRound::BF16Truncate;
  }
  return FloatRound::None;
}

void tpucQuantRoundFloats(const float *values, float *out, intptr_t n,
                          TpucFloatRounding kind) {
  roundFloats(values, out, n, unwrap(kind));
}

void tpucQuantUniform(double min, double max, bool asymmetric, double *scale,
                      int32_t *zeroPoint, bool *isSigned) {
  UniformParams params = uniformParams(min, max, asymmetric);
  *scale = params.scale;
  *zeroPoint = params.zeroPoint;
  *isSigned = params.isSigned;
}
