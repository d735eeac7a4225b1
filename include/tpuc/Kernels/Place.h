//===- Place.h - Finding and filling places ---------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Places are whole numbers in f32. Where the number of places depends on the
// data, results have room for all of them and end with -1.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_PLACE_H
#define TPUC_KERNELS_PLACE_H

#include "tpuc/Kernels/Common.h"
#include <optional>

namespace tpuc::kernels {

/// Non-maximum suppression (ONNX NonMaxSuppression-11).
struct NonMaxSuppressionParams {
  int64_t images = 1, classes = 1, boxes = 1;
  int64_t most = 1; ///< boxes chosen per image and class
  float iouThreshold = 0.0f;
  std::optional<float> scoreThreshold;
  /// Boxes are (x, y, width, height), else two corners (y, x).
  bool centerPointBox = false;
};

/// Windows over the spatial dimensions of `planes` planes.
struct PlaceWindow {
  int64_t planes = 1;
  Shape in, out; ///< spatial dimensions, as all that follow
  Shape kernel, strides, pads, dilations;
};

/// Deformable reading (ONNX DeformConv-22) in two dimensions.
struct DeformGatherParams {
  int64_t batch = 1, channels = 1, offsetGroups = 1;
  int64_t inH = 1, inW = 1, outH = 1, outW = 1;
  int64_t kernelH = 1, kernelW = 1;
  int64_t strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1;
  int64_t padTop = 0, padLeft = 0;
};

namespace reference {
/// boxes: [images, boxes, 4], scores: [images, classes, boxes], out: rows
/// (image, class, box), images * classes * min(most, boxes) of them. A box or
/// score that is no number is a failure.
Status nonMaxSuppression(const NonMaxSuppressionParams &p, const float *boxes,
                         const float *scores, float *out);
/// out: [rank, elements].
void nonZero(const float *in, const Shape &shape, float *out);
/// The row-major place of each window's first largest element in its plane; -1
/// for a window all of whose elements are padding.
void maxPoolIndices(const PlaceWindow &w, const float *in, float *out);
/// in, indices: [planes, count], out: [planes, size], 0 where nothing is put.
Status maxUnpool(int64_t planes, int64_t count, int64_t size, const float *in,
                 const float *indices, float *out);
/// in: [batch, channels, inH, inW], offset and (or null) mask as the op's, out:
/// [batch, channels, outH * kernelH, outW * kernelW].
void deformGather(const DeformGatherParams &p, const float *in,
                  const float *offset, const float *mask, float *out,
                  FloatRound round = FloatRound::None);
} // namespace reference

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_PLACE_H
