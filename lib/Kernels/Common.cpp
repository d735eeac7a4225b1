//===- Common.cpp - Shapes and small helpers ------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Common.h"
#include <algorithm>

using namespace tpuc;
using namespace tpuc::kernels;

int64_t kernels::numElements(const Shape &shape) {
  int64_t n = 1;
  for (int64_t d : shape)
    n *= d;
  return n;
}

Shape kernels::stridesOf(const Shape &shape) {
  Shape strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

void reference::applyEpilogue(const FloatEpilogue &epilogue, const float *in,
                              float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = epilogue.apply(in[i]);
}

void reference::transposeInner(const float *in, float *out, int64_t n,
                               int64_t rows, int64_t cols) {
  for (int64_t b = 0; b < n; ++b)
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t c = 0; c < cols; ++c)
        out[(b * cols + c) * rows + r] = in[(b * rows + r) * cols + c];
}
