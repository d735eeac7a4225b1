//===- Pool.h - Max and average pooling -------------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_POOL_H
#define TPUC_KERNELS_POOL_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Kernels/Requant.h"

namespace tpuc::kernels {

/// Geometry of a pooling. outH/outW are given, since ceil mode and padding
/// styles are decided when shapes are inferred (see poolOutputSize). A window
/// may reach beyond the bottom and right padding; such elements never count.
struct Pool2DParams {
  int64_t channels = 1, inH = 1, inW = 1, outH = 1, outW = 1;
  int64_t kernelH = 1, kernelW = 1;
  int64_t strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1;
  int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  /// Average: padding counts in the divisor.
  bool countIncludePad = false;
  /// Average: what padding contributes to the sum when it counts. A value
  /// other than 0 (asymmetric zero point) makes it count.
  float padValue = 0.0f;
};

/// Output size along one axis as ONNX defines it; in ceil mode the last window
/// starts inside the input or its leading padding.
int64_t poolOutputSize(int64_t in, int64_t kernel, int64_t stride,
                       int64_t padBegin, int64_t padEnd, int64_t dilation,
                       bool ceilMode);

/// Requantization of a quantized average (section 6).
struct AvgPoolInt {
  bool usesFloat = false; ///< bm1684x asymmetric: scale and offset
  int32_t multiplier = 1, shift = 0;
  /// HalfAwayFromZero; cv18xx HalfUp.
  RoundMode sumRound = RoundMode::HalfAwayFromZero;
  /// cv18xx multiplies in float; elsewhere integers.
  bool floatMultiplier = false;
  double scale = 1.0, offset = 0.0;
  IntRange range; ///< with a relu it begins at the zero point
};

namespace reference {
/// Works for any type; padding is never chosen. Relu etc. in `epilogue`.
void maxPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
               const float *in, float *out, const FloatEpilogue &epilogue = {});
/// Sequential f32 sum over the window / count, then the epilogue.
void avgPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
               const float *in, float *out, const FloatEpilogue &epilogue = {});
/// Average of stored integers, requantized.
void avgPool2dInt(const Pool2DParams &p, const AvgPoolInt &q, Layout layout,
                  int64_t batch, const float *in, float *out);
} // namespace reference

namespace fast {
void maxPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
               const float *in, float *out, const FloatEpilogue &epilogue = {});
void avgPool2d(const Pool2DParams &p, Layout layout, int64_t batch,
               const float *in, float *out, const FloatEpilogue &epilogue = {});
void avgPool2dInt(const Pool2DParams &p, const AvgPoolInt &q, Layout layout,
                  int64_t batch, const float *in, float *out);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_POOL_H
