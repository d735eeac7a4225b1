// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* The arithmetic of the chips (tpuc/Quant), for other languages. All functions
   take arrays of n elements; results may not overlap operands. */
#ifndef TPUC_C_QUANT_H
#define TPUC_C_QUANT_H

#include "mlir-c/Support.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a value between two integers becomes one of them (FixedPoint.h).
typedef enum {
  TpucRoundHalfUp,
  TpucRoundHalfDown,
  TpucRoundHalfToEven,
  TpucRoundHalfAwayFromZero,
  TpucRoundDown,
  TpucRoundUp,
  TpucRoundTowardsZero,
} TpucRoundMode;

/// How a real factor becomes a multiplier and a shift (Decompose.h).
typedef enum {
  TpucDecomposeScaleShift32, ///< GSS with 32 bits
  TpucDecomposeScaleShift8,  ///< GSS with 8 bits
  TpucDecomposePositive,     ///< GSSP
  TpucDecomposeRightShift,   ///< RSM
  TpucDecomposeQdm,          ///< QM
} TpucDecomposition;

/// How an f32 number is rounded to a shorter type (Float16.h).
typedef enum {
  TpucFloatF16,
  TpucFloatBF16,
  TpucFloatBF16Cv18,
  TpucFloatBF16Truncated,
} TpucFloatRounding;

/// out = values >> shifts, rounded; exact left shifts for negative ones.
MLIR_CAPI_EXPORTED void tpucQuantShift(const int64_t *values,
                                       const int32_t *shifts, int64_t *out,
                                       intptr_t n, TpucRoundMode mode);
/// out = values as integers; INT64_MIN for what int64 cannot hold.
MLIR_CAPI_EXPORTED void tpucQuantToInt(const double *values, int64_t *out,
                                       intptr_t n, TpucRoundMode mode);
/// out = values * multipliers * 2^(exponents - 31).
MLIR_CAPI_EXPORTED void tpucQuantMultiply(const int32_t *values,
                                          const int32_t *multipliers,
                                          const int32_t *exponents,
                                          int32_t *out, intptr_t n,
                                          TpucRoundMode mode);
/// factors ~= multipliers * 2^-shifts (QM: 2^(-31 - shifts)).
MLIR_CAPI_EXPORTED void tpucQuantDecompose(const double *factors,
                                           int32_t *multipliers,
                                           int32_t *shifts, intptr_t n,
                                           TpucDecomposition kind);
/// RS1 of weights, or RS2 of coefficients, with scales of input and output.
MLIR_CAPI_EXPORTED void tpucQuantWeightShift(const double *weights,
                                             const double *scalesIn,
                                             const double *scalesOut,
                                             int32_t *out, intptr_t n,
                                             bool logarithm);
/// out = values rounded to a shorter float, as f32.
MLIR_CAPI_EXPORTED void tpucQuantRoundFloats(const float *values, float *out,
                                             intptr_t n,
                                             TpucFloatRounding kind);
/// Scale, zero point and sign of a calibrated range.
MLIR_CAPI_EXPORTED void tpucQuantUniform(double min, double max,
                                         bool asymmetric, double *scale,
                                         int32_t *zeroPoint, bool *isSigned);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_QUANT_H
