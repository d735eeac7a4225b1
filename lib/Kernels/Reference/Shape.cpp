//===- Shape.cpp - Reference data movement --------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Shape.h"
#include "../PadSource.h"
#include "tpuc/Kernels/Eltwise.h"
#include <algorithm>
#include <cstring>

using namespace tpuc;
using namespace tpuc::kernels;

/// Calls visit(output offset, output index) in row-major order.
template <typename F> static void forEachIndex(const Shape &shape, F visit) {
  const int64_t total = numElements(shape);
  Shape index(shape.size(), 0);
  for (int64_t o = 0; o < total; ++o) {
    visit(o, index);
    for (size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d])
        break;
      index[d] = 0;
    }
  }
}

/// Reads through strides: out[index] = in[offset + sum(index * strides)].
static void copyStrided(const float *in, int64_t offset, const Shape &strides,
                        const Shape &outShape, float *out) {
  forEachIndex(outShape, [&](int64_t o, const Shape &index) {
    int64_t from = offset;
    for (size_t d = 0; d < index.size(); ++d)
      from += index[d] * strides[d];
    out[o] = in[from];
  });
}

void reference::concat(const std::vector<const float *> &inputs,
                       const std::vector<Shape> &shapes, int64_t axis,
                       float *out) {
  int64_t outer = 1;
  for (int64_t d = 0; d < axis; ++d)
    outer *= shapes[0][d];
  for (int64_t o = 0; o < outer; ++o)
    for (size_t i = 0; i < inputs.size(); ++i) {
      const int64_t run = numElements(shapes[i]) / outer;
      std::copy_n(inputs[i] + o * run, run, out);
      out += run;
    }
}

void reference::permute(const float *in, const Shape &shape,
                        const std::vector<int64_t> &order, float *out) {
  const Shape inStrides = stridesOf(shape);
  Shape outShape, strides;
  for (int64_t d : order) {
    outShape.push_back(shape[d]);
    strides.push_back(inStrides[d]);
  }
  copyStrided(in, 0, strides, outShape, out);
}

void reference::slice(const float *in, const Shape &shape, const Shape &starts,
                      const Shape &steps, const Shape &outShape, float *out) {
  Shape strides = stridesOf(shape);
  int64_t offset = 0;
  for (size_t d = 0; d < shape.size(); ++d) {
    offset += starts[d] * strides[d];
    strides[d] *= steps[d];
  }
  copyStrided(in, offset, strides, outShape, out);
}

void reference::expand(const float *in, const Shape &shape,
                       const Shape &outShape, float *out) {
  const Shape inStrides = stridesOf(shape);
  Shape strides(outShape.size(), 0);
  const size_t lead = outShape.size() - shape.size();
  for (size_t d = 0; d < shape.size(); ++d)
    strides[lead + d] = shape[d] == 1 ? 0 : inStrides[d];
  copyStrided(in, 0, strides, outShape, out);
}

void reference::reverse(const float *in, const Shape &shape, int64_t axis,
                        float *out) {
  Shape starts(shape.size(), 0), steps(shape.size(), 1);
  starts[axis] = shape[axis] - 1;
  steps[axis] = -1;
  slice(in, shape, starts, steps, shape, out);
}

void reference::tile(const float *in, const Shape &shape, const Shape &repeats,
                     float *out) {
  const Shape strides = stridesOf(shape);
  Shape outShape = shape;
  for (size_t d = 0; d < shape.size(); ++d)
    outShape[d] *= repeats[d];
  forEachIndex(outShape, [&](int64_t o, const Shape &index) {
    int64_t from = 0;
    for (size_t d = 0; d < index.size(); ++d)
      from += index[d] % shape[d] * strides[d];
    out[o] = in[from];
  });
}

void reference::pad(const float *in, const Shape &shape, const Shape &padBegin,
                    const Shape &padEnd, PadMode mode, float value,
                    float *out) {
  const Shape strides = stridesOf(shape);
  Shape outShape = shape;
  for (size_t d = 0; d < shape.size(); ++d)
    outShape[d] += padBegin[d] + padEnd[d];
  forEachIndex(outShape, [&](int64_t o, const Shape &index) {
    int64_t from = 0;
    bool constant = false;
    for (size_t d = 0; d < index.size(); ++d) {
      const int64_t i = padSource(index[d] - padBegin[d], shape[d], mode);
      constant |= i < 0;
      from += i * strides[d];
    }
    out[o] = constant ? value : in[from];
  });
}

void reference::gather(const float *in, const Shape &shape,
                       Span<int64_t> indices, int64_t axis, float *out) {
  int64_t outer = 1, inner = 1;
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d)
    (d < axis ? outer : inner) *= d == axis ? 1 : shape[d];
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i : indices) {
      const int64_t row = i < 0 ? i + shape[axis] : i;
      std::copy_n(in + (o * shape[axis] + row) * inner, inner, out);
      out += inner;
    }
}

void reference::depth2space(const Depth2SpaceParams &p, Layout layout,
                            int64_t batch, const float *in, float *out) {
  // `d` is the deep side [dc, dh, dw], `s` the spatial side.
  const int64_t block = p.blockH * p.blockW;
  const int64_t dc = p.inverse ? p.channels * block : p.channels;
  const int64_t dh = p.inverse ? p.inH / p.blockH : p.inH;
  const int64_t dw = p.inverse ? p.inW / p.blockW : p.inW;
  const int64_t sc = dc / block, sh = dh * p.blockH, sw = dw * p.blockW;
  auto offset = [layout](int64_t n, int64_t c, int64_t h, int64_t w, int64_t cs,
                         int64_t hs, int64_t ws) {
    return layout == Layout::NCHW ? ((n * cs + c) * hs + h) * ws + w
                                  : ((n * hs + h) * ws + w) * cs + c;
  };
  for (int64_t n = 0; n < batch; ++n)
    for (int64_t c = 0; c < sc; ++c)
      for (int64_t h = 0; h < sh; ++h)
        for (int64_t w = 0; w < sw; ++w) {
          const int64_t b = h % p.blockH * p.blockW + w % p.blockW;
          const int64_t deep = offset(n, p.crd ? c * block + b : b * sc + c,
                                      h / p.blockH, w / p.blockW, dc, dh, dw);
          const int64_t space = offset(n, c, h, w, sc, sh, sw);
          if (p.inverse)
            out[deep] = in[space];
          else
            out[space] = in[deep];
        }
}
