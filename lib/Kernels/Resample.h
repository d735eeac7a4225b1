//===- Resample.h - Coordinates and filters of resizing ---------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_RESAMPLE_H
#define TPUC_LIB_KERNELS_RESAMPLE_H

#include "tpuc/Kernels/Shape.h"

namespace tpuc::kernels {

/// One axis of a resizing.
struct ResizeAxis {
  CoordinateMode mode;
  int64_t in, out;
  double scale; ///< out / in, or what the operator gives
  double roiBegin = 0.0, roiEnd = 1.0;
};

/// Coordinate in the input of output position `o` (ONNX Resize-19).
double sourceCoordinate(const ResizeAxis &axis, int64_t o);

/// The input position nearest to `x`, inside the input.
int64_t nearestIndex(NearestMode mode, double x, int64_t size);

/// The weights of the cubic filter for the four elements around a place
/// `fraction` behind the second of them.
void cubicWeights(double coefficient, double fraction, double weights[4]);

/// Whether a resizing is more than blending two neighbours per axis.
bool needsResampling(const Interp2DParams &p);

/// A resizing with filters of any width, sums in f64: rows, then columns.
void resample2d(const Interp2DParams &p, Layout layout, int64_t batch,
                const float *in, float *out);

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_RESAMPLE_H
