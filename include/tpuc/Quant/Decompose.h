//===- Decompose.h - A real factor as multiplier and shift ------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each chip family has its own way of writing a positive real factor as an
// integer multiplier and a right shift (numerics text, section 4.1).
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_DECOMPOSE_H
#define TPUC_QUANT_DECOMPOSE_H

#include <cstdint>

namespace tpuc::quant {

/// factor ~= multiplier * 2^-shift. For QM: multiplier * 2^(-31 - shift).
struct MultiplierShift {
  int32_t multiplier = 0;
  int32_t shift = 0;
  bool operator==(const MultiplierShift &o) const {
    return multiplier == o.multiplier && shift == o.shift;
  }
};

/// GSS (bm1684x): the smallest shift in -32..30 that approximates `factor`
/// best among multipliers below 2^31-1 (`bits` 32) or 127 (`bits` 8).
/// `factor` is rounded to f32 first.
MultiplierShift getScaleAndShift(double factor, int bits = 32);

/// GSSP: as getScaleAndShift with 8 bits, shifts 0..30 only.
MultiplierShift getScaleAndShiftPositive(double factor);

/// RSM (cv18xx): the largest multiplier not above `maxMultiplier`, truncated.
/// A factor above it keeps shift 0; a factor too small to express gives (0,0).
MultiplierShift getMultiplierAndRightShift(double factor,
                                           double maxMultiplier = 127.0);

/// QM (cv18xx QDM): a 31-bit mantissa and `shift` = minus the exponent.
/// Factors of 1 and above are replaced by 0.999999 when `clampBelowOne`.
MultiplierShift quantizeMultiplier(double factor, bool clampBelowOne = true);

/// RS1 (bm1684): the shift that brings w*scaleIn/scaleOut to 7 bits, at most
/// 31; negative when even shift 0 is too much.
int calcRightShift(double maxWeight, double scaleIn, double scaleOut);

/// RS2 (bm1684): min(31, floor(log2(127 / (|coeff| scaleIn / scaleOut)))).
int calcRightShiftLog(double coeff, double scaleIn, double scaleOut);

} // namespace tpuc::quant

#endif // TPUC_QUANT_DECOMPOSE_H
