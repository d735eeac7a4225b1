//===- Reduce.cpp - Reference reductions and softmax ----------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Reduce.h"
#include "tpuc/Quant/Bf16Lut.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

static float startValue(ReduceOp op) {
  switch (op) {
  case ReduceOp::Max:
    return -std::numeric_limits<float>::infinity();
  case ReduceOp::Min:
    return std::numeric_limits<float>::infinity();
  case ReduceOp::Prod:
    return 1.0f;
  default:
    return 0.0f;
  }
}

static float accumulate(ReduceOp op, float acc, float x) {
  switch (op) {
  case ReduceOp::Mean:
  case ReduceOp::Sum:
    return acc + x;
  case ReduceOp::Max:
    return std::max(acc, x);
  case ReduceOp::Min:
    return std::min(acc, x);
  case ReduceOp::L1:
    return acc + std::fabs(x);
  case ReduceOp::L2:
  case ReduceOp::SumSquare:
    return acc + x * x;
  case ReduceOp::Prod:
    return acc * x;
  case ReduceOp::LogSumExp: // of differences from the maximum
    return acc + std::exp(x);
  }
  return acc;
}

void reference::reduce(ReduceOp op, const float *in, const Shape &shape,
                       const std::vector<int64_t> &axes, float *out,
                       const FloatEpilogue &e) {
  Shape outShape = shape;
  int64_t count = 1;
  for (int64_t axis : axes) {
    count *= shape[axis];
    outShape[axis] = 1;
  }
  const Shape strides = stridesOf(outShape);
  const int64_t outSize = numElements(outShape), total = numElements(shape);
  std::fill_n(out, outSize, startValue(op));
  // Exponentials of the values themselves would overflow.
  std::vector<float> maxima;
  if (op == ReduceOp::LogSumExp) {
    maxima.resize(outSize);
    reference::reduce(ReduceOp::Max, in, shape, axes, maxima.data(), {});
    for (float &max : maxima)
      max = std::isfinite(max) ? max : 0.0f;
  }

  Shape index(shape.size(), 0);
  for (int64_t i = 0; i < total; ++i) {
    int64_t to = 0;
    for (size_t d = 0; d < shape.size(); ++d)
      to += outShape[d] == 1 ? 0 : index[d] * strides[d];
    const float x = maxima.empty() ? in[i] : in[i] - maxima[to];
    out[to] = accumulate(op, out[to], x);
    for (size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d])
        break;
      index[d] = 0;
    }
  }
  const float inverse = roundFloat(1.0f / static_cast<float>(count), e.round);
  for (int64_t i = 0; i < outSize; ++i) {
    float v = out[i];
    if (op == ReduceOp::Mean)
      v *= inverse;
    else if (op == ReduceOp::L2)
      v = std::sqrt(v);
    else if (op == ReduceOp::LogSumExp)
      v = std::log(v) + maxima[i];
    out[i] = e.apply(v);
  }
}

/// Calls visit(offset of the first element, distance of neighbours, count) for
/// every line along `axis`.
template <typename F>
static void forEachLine(const Shape &shape, int64_t axis, F visit) {
  int64_t outer = 1, inner = 1;
  const int64_t count = shape[axis];
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d)
    if (d != axis)
      (d < axis ? outer : inner) *= shape[d];
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i)
      visit(o * count * inner + i, inner, count);
}

void reference::softmax(const float *in, const Shape &shape, int64_t axis,
                        bool log, float beta, float *out,
                        const FloatEpilogue &e) {
  forEachLine(shape, axis, [&](int64_t first, int64_t step, int64_t n) {
    const float *x = in + first;
    float *y = out + first;
    float max = x[0];
    for (int64_t i = 1; i < n; ++i)
      max = std::max(max, x[i * step]);
    float sum = 0.0f;
    std::vector<float> terms(n);
    for (int64_t i = 0; i < n; ++i) {
      const float d = x[i * step] - max;
      terms[i] = std::exp(beta == 1.0f ? d : d * beta);
      sum += terms[i];
    }
    for (int64_t i = 0; i < n; ++i)
      y[i * step] = e.apply(log ? beta * (x[i * step] - max) - std::log(sum)
                                : terms[i] / sum);
  });
}

void reference::softmaxCv18(const float *in, const Shape &shape, int64_t axis,
                            float *out) {
  const Bf16SlopeTable exp = makeBf16SlopeTable(LutFunction::Exp, {});
  const Bf16MantissaTable reciprocal = makeBf16PowerTable(-1.0);
  forEachLine(shape, axis, [&](int64_t first, int64_t step, int64_t n) {
    const float *x = in + first;
    float *y = out + first;
    float max = x[0];
    for (int64_t i = 1; i < n; ++i)
      max = std::max(max, x[i * step]);
    const float count = static_cast<float>(n);
    const float k = roundToBF16Cv18(roundToBF16Cv18(count) / count);
    std::vector<float> terms(n);
    float sum = 0.0f;
    for (int64_t i = 0; i < n; ++i) {
      terms[i] = evalBf16Slope(exp, roundToBF16Cv18(x[i * step] - max));
      sum += terms[i] * k;
    }
    const float inverse = evalBf16Mantissa(reciprocal, roundToBF16Cv18(sum));
    for (int64_t i = 0; i < n; ++i)
      y[i * step] = roundToBF16Cv18(terms[i] * inverse);
  });
}
