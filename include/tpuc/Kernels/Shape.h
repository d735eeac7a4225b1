//===- Shape.h - Operators that move elements -------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Data movement on row-major buffers of any rank: types do not matter. For an
// activation kept channels-last the caller passes the physical shape and the
// physical axis.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_SHAPE_H
#define TPUC_KERNELS_SHAPE_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

// The modes have the cases of the dialects' enums in the same order.
enum class PadMode { Constant, Reflect, Edge, Wrap };

enum class InterpMode { Nearest, Linear, Cubic };
enum class CoordinateMode {
  HalfPixel,
  PytorchHalfPixel,
  AlignCorners,
  Asymmetric,
  HalfPixelSymmetric,
  TfCropAndResize,
};
enum class NearestMode { RoundPreferFloor, RoundPreferCeil, Floor, Ceil };

/// Resize of the two spatial axes.
struct Interp2DParams {
  int64_t channels = 1, inH = 1, inW = 1, outH = 1, outW = 1;
  InterpMode mode = InterpMode::Nearest;
  CoordinateMode coordinates = CoordinateMode::HalfPixel;
  NearestMode nearest = NearestMode::RoundPreferFloor;
  /// out/in along an axis; 0 means outH/inH, outW/inW. ONNX `scales` may
  /// differ from the ratio of sizes.
  double scaleH = 0.0, scaleW = 0.0;
  /// The coefficient of the cubic filter (Keys, 1981).
  double cubicCoeff = -0.75;
  bool excludeOutside = false; ///< places outside the input weigh nothing
  bool antialias = false;      ///< the filter widens with the shrinking
  /// TfCropAndResize: the part of the input in units of its size, and what is
  /// read outside the input.
  double roiBeginH = 0.0, roiBeginW = 0.0, roiEndH = 1.0, roiEndW = 1.0;
  float extrapolation = 0.0f;
};

/// What differs between operators in one pixel block of depth-to-space.
struct Depth2SpaceParams {
  int64_t channels = 1, inH = 1, inW = 1; ///< of the input
  int64_t blockH = 1, blockW = 1;
  bool crd = false;     ///< channel order c,bh,bw (PixelShuffle), else bh,bw,c
  bool inverse = false; ///< space to depth
};

namespace reference {
/// Inputs share all dimensions but `axis`.
void concat(const std::vector<const float *> &inputs,
            const std::vector<Shape> &shapes, int64_t axis, float *out);
/// out.shape[i] = shape[order[i]].
void permute(const float *in, const Shape &shape,
             const std::vector<int64_t> &order, float *out);
/// numpy slicing with normalised bounds: element i of an axis is
/// starts + i*steps; outShape gives the counts. Steps may be negative.
void slice(const float *in, const Shape &shape, const Shape &starts,
           const Shape &steps, const Shape &outShape, float *out);
/// Pads before and after every axis; negative pads crop.
void pad(const float *in, const Shape &shape, const Shape &padBegin,
         const Shape &padEnd, PadMode mode, float value, float *out);
/// One output row per index along `axis`; negative indices count from the end.
void gather(const float *in, const Shape &shape, Span<int64_t> indices,
            int64_t axis, float *out);
void tile(const float *in, const Shape &shape, const Shape &repeats,
          float *out);
/// numpy broadcast of `shape` to `outShape`.
void expand(const float *in, const Shape &shape, const Shape &outShape,
            float *out);
void reverse(const float *in, const Shape &shape, int64_t axis, float *out);
void interp2d(const Interp2DParams &p, Layout layout, int64_t batch,
              const float *in, float *out);
void depth2space(const Depth2SpaceParams &p, Layout layout, int64_t batch,
                 const float *in, float *out);
} // namespace reference

/// The same results; runs of elements that stay together are moved at once.
namespace fast {
using reference::concat; // moves runs already
using reference::gather;
void permute(const float *in, const Shape &shape,
             const std::vector<int64_t> &order, float *out);
void slice(const float *in, const Shape &shape, const Shape &starts,
           const Shape &steps, const Shape &outShape, float *out);
void pad(const float *in, const Shape &shape, const Shape &padBegin,
         const Shape &padEnd, PadMode mode, float value, float *out);
void tile(const float *in, const Shape &shape, const Shape &repeats,
          float *out);
void expand(const float *in, const Shape &shape, const Shape &outShape,
            float *out);
void depth2space(const Depth2SpaceParams &p, Layout layout, int64_t batch,
                 const float *in, float *out);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_SHAPE_H
