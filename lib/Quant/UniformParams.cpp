//===- UniformParams.cpp - Scale and zero point of a calibrated range -----===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/UniformParams.h"
#include <cmath>

using namespace tpuc::quant;

UniformParams tpuc::quant::symmetricParams(double min, double max) {
  UniformParams p;
  p.isSigned = isSignedRange(min);
  p.scale = max / (p.isSigned ? 127.0 : 255.0);
  return p;
}

UniformParams tpuc::quant::asymmetricParams(double min, double max) {
  UniformParams p;
  p.isSigned = isSignedRange(min);
  const int qmin = p.range().lo, qmax = p.range().hi;
  p.scale = (max - min) / (qmax - qmin);
  const double zero = qmin - min / p.scale;
  p.zeroPoint = static_cast<int32_t>(std::round(zero));
  // A range that does not contain 0 is widened to it.
  if (zero < qmin) {
    p.zeroPoint = qmin;
    p.scale = max / (qmax - p.zeroPoint);
  } else if (zero > qmax) {
    p.zeroPoint = qmax;
    p.scale = min / (qmin - p.zeroPoint);
  }
  return p;
}

int64_t tpuc::quant::quantizeValue(double value, const UniformParams &p) {
  // An infinite pad value must not overflow when the zero point is added.
  return int64_t(saturateInt32(toInt(value / p.scale))) + p.zeroPoint;
}
