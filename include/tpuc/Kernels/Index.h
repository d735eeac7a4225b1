//===- Index.h - Operators about places in a tensor -------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Row-major buffers of any rank. Indices are whole numbers in f32; negative
// ones count from the end of their dimension, one out of bounds is a failure.
// The definitions are those of the ONNX operators of the same names.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_INDEX_H
#define TPUC_KERNELS_INDEX_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

/// How an update joins what is there.
enum class ScatterMode { None, Add, Mul, Max, Min };

/// Indices into a tensor, and their shape.
struct Indices {
  const float *data;
  const Shape &shape;
};

namespace reference {
Status gather(const float *in, const Shape &shape, const Indices &indices,
              int64_t axis, float *out);
Status gatherElements(const float *in, const Shape &shape,
                      const Indices &indices, int64_t axis, float *out);
Status gatherND(const float *in, const Shape &shape, const Indices &indices,
                int64_t batchDims, float *out);
/// `out` holds a copy of the input; updates have the shape of the indices.
Status scatterElements(const float *updates, const Indices &indices,
                       int64_t axis, ScatterMode mode, const Shape &shape,
                       float *out);
/// `out` holds a copy of the input; one slice of updates per coordinate.
Status scatterND(const float *updates, const Indices &indices, ScatterMode mode,
                 const Shape &shape, float *out);

/// The k extreme elements along an axis, the extreme first; of equal ones the
/// one with the lower place first, NaN as the largest. `asIndices`: their
/// places instead.
void topK(const float *in, const Shape &shape, int64_t axis, int64_t k,
          bool largest, bool asIndices, float *out);
/// The place of the extreme element; the axis vanishes or becomes 1.
void arg(const float *in, const Shape &shape, int64_t axis, bool largest,
         bool lastOfEqual, float *out);
void cumSum(const float *in, const Shape &shape, int64_t axis, bool exclusive,
            bool reverse, float *out, FloatRound round = FloatRound::None);
void cumProd(const float *in, const Shape &shape, int64_t axis, bool exclusive,
             bool reverse, float *out, FloatRound round = FloatRound::None);
} // namespace reference

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_INDEX_H
