//===- Reduce.h - Reductions, softmax and normalisations --------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Float operators that look along axes (numerics text, section 8). The order
// of summation is part of their meaning where F16/BF16 results must be
// bit-exact: always ascending.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_REDUCE_H
#define TPUC_KERNELS_REDUCE_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

/// The cases of the dialects' ReduceMode in the same order.
enum class ReduceOp { Mean, Sum, Max, Min, Prod, L1, L2, SumSquare, LogSumExp };

namespace reference {
/// Output has the reduced axes removed (the caller knows keepdims). Sums are
/// f32, in order. Mean is the sum times R(1/n), R = the epilogue's rounding.
void reduce(ReduceOp op, const float *in, const Shape &shape,
            const std::vector<int64_t> &axes, float *out,
            const FloatEpilogue &e = {});
/// e = exp(x - max), sum in order, e / sum. `log`: log-softmax.
void softmax(const float *in, const Shape &shape, int64_t axis, bool log,
             float beta, float *out, const FloatEpilogue &e = {});
/// cv18xx BF16 softmax (bf16 tables, section 8).
void softmaxCv18(const float *in, const Shape &shape, int64_t axis, float *out);

/// Normalises rows of `inner` elements; gamma/beta [inner] or empty. Quirk Q9:
/// an F16 result is not rounded, so pass FloatRound::None for it.
void layerNorm(const float *in, int64_t outer, int64_t inner, Span<float> gamma,
               Span<float> beta, float epsilon, float *out);
/// The BF16 form, rounded at every step. `cv18`: reciprocal root from the
/// mantissa table and cv18xx rounding.
void layerNormBF16(const float *in, int64_t outer, int64_t inner,
                   Span<float> gamma, Span<float> beta, float epsilon,
                   bool cv18, float *out);
/// x / sqrt(mean(x^2) + epsilon) * gamma over rows of `inner` elements; gamma
/// [inner] or empty. Sums in f32, in order.
void rmsNorm(const float *in, int64_t outer, int64_t inner, Span<float> gamma,
             float epsilon, float *out, const FloatEpilogue &e = {});

/// Local response normalization across channels.
struct LrnParams {
  int64_t size = 1;
  float alpha = 1.0e-4f, beta = 0.75f, bias = 1.0f;
};
/// x / (bias + alpha / size * sum(x^2))^beta, the sum over the channels from
/// (size - 1) / 2 before to size / 2 after.
void lrn(const LrnParams &p, const ChannelView &view, const float *in,
         float *out, const FloatEpilogue &e = {});
} // namespace reference

namespace fast {
/// Bit-equal to the reference: the order of summation is the same.
void reduce(ReduceOp op, const float *in, const Shape &shape,
            const std::vector<int64_t> &axes, float *out,
            const FloatEpilogue &e = {});
void softmax(const float *in, const Shape &shape, int64_t axis, bool log,
             float beta, float *out, const FloatEpilogue &e = {});
void layerNorm(const float *in, int64_t outer, int64_t inner, Span<float> gamma,
               Span<float> beta, float epsilon, float *out);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_REDUCE_H
