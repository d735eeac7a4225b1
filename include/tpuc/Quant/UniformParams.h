//===- UniformParams.h - Scale and zero point of a calibrated range -*- C++
//-*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_UNIFORMPARAMS_H
#define TPUC_QUANT_UNIFORMPARAMS_H

#include "tpuc/Quant/FixedPoint.h"

namespace tpuc::quant {

/// real = scale * (q - zeroPoint), q stored in 8 bits.
struct UniformParams {
  double scale = 1.0;
  int32_t zeroPoint = 0;
  bool isSigned = true;

  IntRange range() const { return int8Range(isSigned); }
  /// The calibrated threshold of a signed symmetric type, which the cv18xx
  /// formulas are written in.
  double threshold() const { return scale * 127.0; }
  bool operator==(const UniformParams &o) const {
    return scale == o.scale && zeroPoint == o.zeroPoint &&
           isSigned == o.isSigned;
  }
  bool operator!=(const UniformParams &o) const { return !(*this == o); }
};

/// Signed exactly when the calibrated minimum is negative. cv18xx is signed
/// always, which import of its calibration table sees to (min = -max).
inline bool isSignedRange(double min) { return min < 0.0; }

/// Symmetric parameters (section 3): zero point 0, scale max/127 or max/255.
/// Only `max`, the threshold, sets the scale; `min` gives the sign.
UniformParams symmetricParams(double min, double max);

/// Asymmetric parameters (section 3).
UniformParams asymmetricParams(double min, double max);

/// Either of the two.
inline UniformParams uniformParams(double min, double max, bool asymmetric) {
  return asymmetric ? asymmetricParams(min, max) : symmetricParams(min, max);
}

/// round_HAZ(value / scale) + zeroPoint, not saturated (e.g. pad constants).
int64_t quantizeValue(double value, const UniformParams &p);

} // namespace tpuc::quant

#endif // TPUC_QUANT_UNIFORMPARAMS_H
