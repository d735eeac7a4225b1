//===- Sample.h - Reading images at computed places -------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_SAMPLE_H
#define TPUC_KERNELS_SAMPLE_H

#include "tpuc/Kernels/Shape.h" // InterpMode

namespace tpuc::kernels {

// These enums have the cases of the dialects' in the same order.

/// What a sample outside the input reads.
enum class SamplePadding { Zeros, Border, Reflection };
/// How the samples of a bin are joined.
enum class RoiPool { Avg, Max };

/// Grid sampling (ONNX GridSample-20). An input without depth has inD = 1 and
/// outD = 1; its grid holds 2 coordinates (x, y) per place, else 3 (x, y, z).
struct GridSampleParams {
  int64_t batch = 1, channels = 1;
  bool hasDepth = false;
  int64_t inD = 1, inH = 1, inW = 1;
  int64_t outD = 1, outH = 1, outW = 1;
  InterpMode mode = InterpMode::Linear; ///< Cubic: without depth only
  SamplePadding padding = SamplePadding::Zeros;
  bool alignCorners = false;
};

/// Region of interest alignment (ONNX RoiAlign-16).
struct RoiAlignParams {
  int64_t channels = 1, inH = 1, inW = 1;
  int64_t boxes = 1, outH = 1, outW = 1;
  int64_t samplingRatio = 0; ///< 0: as many samples as elements spanned
  float spatialScale = 1.0f;
  RoiPool mode = RoiPool::Avg;
  bool halfPixel = true;
};

namespace reference {
/// in: [batch, channels, (inD,) inH, inW], grid: [batch, (outD,) outH, outW, 2
/// or 3]. A coordinate that is no number reads the nearest border.
void gridSample(const GridSampleParams &p, const float *in, const float *grid,
                float *out, const FloatEpilogue &e = {});
/// boxes: [boxes, 4], images: [boxes], whole numbers below `batch`.
Status roiAlign(const RoiAlignParams &p, int64_t batch, const float *in,
                const float *boxes, const float *images, float *out,
                const FloatEpilogue &e = {});
} // namespace reference

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_SAMPLE_H
